using System.Text;
using CsCheck;
using InferenceSim.Models;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Models;

public sealed class HuggingFaceErrorTests
{
    private const string Good = """
        {
          "model_type": "llama",
          "hidden_size": 4096,
          "intermediate_size": 14336,
          "max_position_embeddings": 8192,
          "num_attention_heads": 32,
          "num_hidden_layers": 32,
          "num_key_value_heads": 8,
          "vocab_size": 128256
        }
        """;

    [TestCase("\"hidden_size\": 4096", "\"hidden_size\": \"4096\"", "my.json, line 3: 'hidden_size' is the string \"4096\"; expected an integer")]
    [TestCase("\"hidden_size\": 4096", "\"hidden_size\": 4096.5", "my.json, line 3: 'hidden_size' is 4096.5; expected an integer")]
    [TestCase("\"hidden_size\": 4096", "\"hidden_size\": -1", "my.json, line 3: 'hidden_size' is -1; expected an integer from 1 to 100000000")]
    [TestCase("\"hidden_size\": 4096", "\"hiden_size\": 4096", "my.json: 'hidden_size' is missing; expected an integer")]
    [TestCase("\"hidden_size\": 4096", "\"hidden_size\": null", "my.json: 'hidden_size' is missing; expected an integer")]
    [TestCase("\"num_hidden_layers\": 32", "\"num_hidden_layers\": 20000", "my.json, line 7: 'num_hidden_layers' is 20000; expected an integer from 1 to 10000")]
    [TestCase("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 5", "my.json, line 8: 'num_key_value_heads' is 5; it must divide num_attention_heads = 32")]
    [TestCase("\"num_attention_heads\": 32", "\"num_attention_heads\": 24", "my.json, line 6: 'num_attention_heads' is 24; without 'head_dim' it must divide hidden_size = 4096")]
    [TestCase("\"vocab_size\": 128256", "\"vocab_size\": 128256, \"tie_word_embeddings\": 1", "my.json, line 9: 'tie_word_embeddings' is 1; expected true or false")]
    [TestCase("\"model_type\": \"llama\"", "\"model_type\": \"mamba\"", "my.json: 'model_type' is 'mamba', which is not supported; supported model types: deepseek_v2,")]
    [TestCase("\"model_type\": \"llama\"", "\"architectures\": [\"RwkvForCausalLM\"]", "my.json: 'architectures' is 'RwkvForCausalLM', which is not supported")]
    [TestCase("\"model_type\": \"llama\"", "\"x\": 1", "my.json: 'model_type' is missing; supported model types:")]
    [TestCase("\"model_type\": \"llama\",", "\"model_type\": \"llama\"", "my.json, line 3, column 3: not valid JSON")]
    public void AFaultIsNamedWithItsPlace(string original, string broken, string message)
    {
        Assert.That(
            () => Read(Good.Replace(original, broken, StringComparison.Ordinal)),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith(message));
    }

    [Test]
    public void AllFaultsAreReportedTogether()
    {
        string json = Good
            .Replace("\"hidden_size\": 4096", "\"hidden_size\": true", StringComparison.Ordinal)
            .Replace("\"vocab_size\": 128256", "\"other\": 0", StringComparison.Ordinal);
        Assert.That(
            () => Read(json),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("'hidden_size'").And.Message.Contains("'vocab_size'"));
    }

    [Test]
    public void AFaultInsideTheTextModelIsNamedWithItsPath()
    {
        const string Json = """
            { "model_type": "gemma3",
              "text_config": {
                "hidden_size": "big", "intermediate_size": 10240, "num_hidden_layers": 34 } }
            """;
        Assert.That(
            () => Read(Json),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("my.json, line 3: 'text_config.hidden_size' is the string \"big\""));
    }

    [Test]
    public void DimensionsBeyondReasonAreRefused()
    {
        string json = Good
            .Replace("\"hidden_size\": 4096", "\"hidden_size\": 100000000, \"head_dim\": 128", StringComparison.Ordinal)
            .Replace("14336", "100000000", StringComparison.Ordinal);
        Assert.That(() => Read(json), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("more than 10^17 parameters"));
    }

    [Test]
    public void AnArrayIsNotAConfig() =>
        Assert.That(() => Read("[1, 2]"), Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("my.json: not a Hugging Face config.json"));

    [Test]
    public void DamagedFilesGiveAModelOrAnExplanation()
    {
        byte[] good = Encoding.UTF8.GetBytes(Good);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] damaged = [.. good];
            damaged[at] = value;
            try
            {
                HuggingFaceConfig.Read(new MemoryStream(damaged, 0, Math.Max(length, at)), "my.json");
            }
            catch (InvalidConfigurationException)
            {
                // The only exception a user's file may cause.
            }
        });
    }

    private static ModelArchitecture Read(string json) => HuggingFaceConfig.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "my.json");
}
