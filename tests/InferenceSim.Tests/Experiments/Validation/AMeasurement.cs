using System.Text;
using InferenceSim.Experiments.Validation;

namespace InferenceSim.Tests.Experiments.Validation;

/// <summary>Measurements with sensible defaults: a test names only what it is about.</summary>
internal static class AMeasurement
{
    private const string Header = "id,source_key,quality,engine,engine_version,model,precision_weights,precision_kv,gpu,num_gpus,tp,pp,dp,ep,mode,concurrency_or_rate,isl,osl,output_tok_s_total,ttft_mean_ms,tpot_mean_ms,suspect_reason";

    /// <summary>An 8B model on one H100 in a closed loop of four.</summary>
    public static Measurement ClosedLoop(string id = "m-1", double output = 400) => new()
    {
        Line = 2,
        Id = id,
        SourceKey = "a-source",
        Quality = "A",
        Engine = "vllm",
        EngineVersion = "0.15.1",
        Model = "llama-3-8b",
        Gpu = "H100-SXM5-80GB",
        WeightPrecision = "bf16",
        Gpus = 1,
        Tp = 1,
        Mode = MeasuredMode.ClosedLoop,
        Load = 4,
        InputTokens = 128,
        OutputTokens = 32,
        Measured = new Dictionary<string, double> { ["output_tok_s_total"] = output, ["ttft_mean_ms"] = 20, ["tpot_mean_ms"] = 8 },
    };

    /// <summary>A file of these lines under the usual header.</summary>
    public static IReadOnlyList<Measurement> Read(params string[] lines) => ReadText($"{Header}\n{string.Join('\n', lines)}\n");

    /// <summary>A file of this text.</summary>
    public static IReadOnlyList<Measurement> ReadText(string text)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        return MeasurementFile.Read(stream, "m.csv");
    }
}
