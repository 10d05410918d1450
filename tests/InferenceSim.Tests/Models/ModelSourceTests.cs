using CsvHelper;
using InferenceSim.Models;
using NUnit.Framework;

namespace InferenceSim.Tests.Models;

/// <summary>The embedded models against the table they were taken from.</summary>
public sealed class ModelSourceTests
{
    private static IEnumerable<(string Column, Func<ModelArchitecture, object?> Value)> Columns =>
    [
        ("family", m => m.Family),
        ("name", m => m.DisplayName),
        ("release_date", m => m.ReleaseDate),
        ("layers", m => m.Layers),
        ("hidden", m => m.HiddenSize),
        ("heads", m => m.AttentionHeads),
        ("kv_heads", m => m.KvHeads),
        ("head_dim", m => m.HeadDim),
        ("ffn_intermediate", m => m.IntermediateSize),
        ("mlp_gated", m => m.GatedMlp ? 1 : 0),
        ("vocab", m => m.VocabularySize),
        ("tied_embeddings", m => m.TiedEmbeddings ? 1 : 0),
        ("qkv_bias", m => m.QkvBias ? 1 : 0),
        ("qk_norm", m => m.QkNorm ? 1 : 0),
        ("experts", m => m.Experts?.Experts),
        ("experts_per_token", m => m.Experts?.ExpertsPerToken),
        ("moe_intermediate", m => m.Experts?.IntermediateSize),
        ("moe_layers", m => m.Experts?.MoeLayers),
        ("kv_lora_rank", m => m.Latent?.KvLoraRank),
        ("q_lora_rank", m => m.Latent?.QLoraRank ?? m.Compressed?.QLoraRank),
        ("qk_nope_head_dim", m => m.Latent?.QkNopeHeadDim),
        ("qk_rope_head_dim", m => m.Latent?.QkRopeHeadDim ?? m.Compressed?.QkRopeHeadDim),
        ("v_head_dim", m => m.Latent?.VHeadDim ?? m.HeadDim),
        ("sliding_window", m => m.SlidingWindow),
        ("full_attention_layers", m => m.FullAttentionLayers),
        ("sliding_attention_layers", m => m.SlidingAttentionLayers),
        ("max_context", m => m.MaxContext),
        ("mtp_layers", m => m.MtpLayers),
        ("total_params", m => m.TotalParameters),
        ("active_params", m => m.ActiveParameters),
        ("total_params_published", m => m.TotalParametersPublished),
        ("active_params_published", m => m.ActiveParametersPublished),
        ("kv_bytes_per_token_bf16_all_layers", m => m.KvValuesPerToken * 2),
        ("kv_bytes_per_token_per_layer_bf16", m => m.KvValuesPerTokenPerLayer * 2),
        ("native_precision", m => m.NativePrecision),
        ("native_weight_bits_experts_or_all", m => m.NativeWeightBits),
        ("confidence", m => m.Confidence),
        ("source", m => m.Source),
        ("notes", m => m.Notes),
    ];

    [Test]
    public void EveryFigureOfTheTableIsInTheCatalogue()
    {
        List<string> names = [];
        using CsvReader reader = Open();
        using (Assert.EnterMultipleScope())
        {
            while (reader.Read())
            {
                ModelArchitecture model = ModelCatalog.Find(reader.GetString("id"));
                names.Add(model.Name);
                foreach ((string column, Func<ModelArchitecture, object?> value) in Columns)
                {
                    string actual = Convert.ToString(value(model), System.Globalization.CultureInfo.InvariantCulture) ?? "";
                    string expected = reader.GetString(column);
                    bool isZero = expected is "" or "0" && actual is "" or "0";
                    Assert.That(isZero ? expected : actual, Is.EqualTo(expected), $"{model.Name}, {column}");
                }
            }
        }

        Assert.That(names, Is.Unique);

        // Not in the table; their own files say where their figures come from.
        string[] others = ["bloom-176b", "codellama-34b", "falcon-180b", "gpt-j-6b", "internlm2-20b", "mistral-large-123b", "mistral-small-24b", "palm-540b", "qwen-72b", "yi-34b"];
        Assert.That(ModelCatalog.Names.Except(names), Is.EquivalentTo(others));
    }

    [Test]
    public void ExpertParametersAreThoseOfTheTable()
    {
        using CsvReader reader = Open();
        using (Assert.EnterMultipleScope())
        {
            while (reader.Read())
            {
                ModelArchitecture model = ModelCatalog.Find(reader.GetString("id"));
                if (model.ParametersCounted)
                {
                    long expected = long.Parse(reader.GetString("expert_params"), System.Globalization.CultureInfo.InvariantCulture);
                    Assert.That(ParameterCount.RoutedExperts(model), Is.EqualTo(expected), model.Name);
                }
            }
        }
    }

    [Test]
    public void SharedExpertsAreAsWideTogetherAsInTheTable()
    {
        using CsvReader reader = Open();
        using (Assert.EnterMultipleScope())
        {
            while (reader.Read())
            {
                ModelArchitecture model = ModelCatalog.Find(reader.GetString("id"));
                string width = reader.GetString("shared_expert_intermediate");
                int expected = width.Length == 0 ? 0 : int.Parse(width, System.Globalization.CultureInfo.InvariantCulture);
                int actual = (model.Experts?.SharedExperts ?? 0) * (model.Experts?.SharedIntermediateSize ?? 0);
                Assert.That(actual, Is.EqualTo(expected), model.Name);
            }
        }
    }

    private static CsvReader Open()
    {
        CsvReader reader = CsvReader.FromFile(SharedData.Require("catalog/models.csv"), new CsvReaderOptions
        {
            Separator = ',',
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MissingField = CsvMissingFieldHandling.Throw,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        reader.ReadHeader();
        return reader;
    }
}
