using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceSim.Experiments.Validation;
using InferenceSim.Models;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Calibration;

/// <summary>
/// Reads what <c>vllm bench serve --save-result</c> (and its predecessor <c>benchmark_serving.py</c>) and SGLang's <c>bench_serving</c> write: one
/// JSON object a run, or several after each other. Lengths are the mean ones of the run; fields it does not know are left alone.
/// </summary>
public static partial class BenchmarkResultReader
{
    // Columns of the measurement format, and what the clients call them; the first name found counts.
    private static readonly (string Column, string[] Names)[] s_figures =
    [
        ("output_tok_s_total", ["output_throughput"]),
        ("total_tok_s", ["total_token_throughput", "total_throughput"]),
        ("req_s", ["request_throughput"]),
        ("ttft_mean_ms", ["mean_ttft_ms"]),
        ("ttft_p50_ms", ["median_ttft_ms", "p50_ttft_ms"]),
        ("ttft_p90_ms", ["p90_ttft_ms"]),
        ("ttft_p99_ms", ["p99_ttft_ms"]),
        ("tpot_mean_ms", ["mean_tpot_ms"]),
        ("tpot_p50_ms", ["median_tpot_ms", "p50_tpot_ms"]),
        ("tpot_p90_ms", ["p90_tpot_ms"]),
        ("tpot_p99_ms", ["p99_tpot_ms"]),
        ("itl_p50_ms", ["median_itl_ms", "p50_itl_ms"]),
        ("itl_p99_ms", ["p99_itl_ms"]),
        ("e2e_mean_ms", ["mean_e2el_ms", "mean_e2e_latency_ms"]),
        ("e2e_p50_ms", ["median_e2el_ms", "p50_e2el_ms", "median_e2e_latency_ms"]),
        ("e2e_p90_ms", ["p90_e2el_ms", "p90_e2e_latency_ms"]),
        ("e2e_p99_ms", ["p99_e2el_ms", "p99_e2e_latency_ms"]),
    ];

    /// <summary>The runs in a file.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="sourceName">Its name for messages.</param>
    /// <param name="server">What the file does not tell.</param>
    /// <exception cref="InvalidConfigurationException">It is no such file, or a run cannot be played again; the message says which and why.</exception>
    public static IReadOnlyList<BenchmarkRun> Read(Stream stream, string sourceName, OwnServer server)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(server);
        using StreamReader text = new(stream, Encoding.UTF8);

        // Python writes infinity as a bare word, which JSON does not know.
        byte[] json = Encoding.UTF8.GetBytes(BareInfinity().Replace(text.ReadToEnd(), "\"request_rate\": \"inf\""));
        Utf8JsonReader reader = new(json, new JsonReaderOptions { AllowMultipleValues = true });
        List<BenchmarkRun> runs = [];
        try
        {
            while (reader.Read())
            {
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                string name = FormattableString.Invariant($"{sourceName}#{runs.Count + 1}");
                runs.Add(One(document.RootElement, name, server));
            }
        }
        catch (JsonException exception)
        {
            throw new InvalidConfigurationException(
                FormattableString.Invariant($"{sourceName}:{exception.LineNumber + 1}:{exception.BytePositionInLine + 1}: not the JSON of a benchmark result: {JsonFault.Words(exception)}"), exception);
        }

        return runs.Count > 0 ? runs : throw new InvalidConfigurationException($"{sourceName}: there is no benchmark result in it");
    }

    private static BenchmarkRun One(JsonElement run, string name, OwnServer server)
    {
        if (run.ValueKind != JsonValueKind.Object || Number(run, "completed") is not (double completed and >= 1))
        {
            throw new InvalidConfigurationException($"{name}: not a benchmark result with completed requests ('completed' of at least 1 is expected)");
        }

        double input = Total(run, name, "total_input_tokens"), output = Total(run, name, "total_output_tokens");
        if (Number(run, "burstiness") is double burstiness and not 1)
        {
            throw new InvalidConfigurationException(FormattableString.Invariant($"{name}: burstiness {burstiness}: only 1 (Poisson arrivals) can be played again"));
        }

        (MeasuredMode mode, double load) = Traffic(run, name);
        string engine = server.Engine ?? (Text(run, "backend")?.StartsWith("sglang", StringComparison.Ordinal) == true ? "sglang" : EngineChoice.DefaultName);
        string model = server.Model ?? Model(run, name);
        return new BenchmarkRun((int)completed, EngineChoice.Generation(engine).Name, new Measurement
        {
            Line = 1,
            Id = name,
            SourceKey = name,
            Engine = engine,
            Model = model,
            Gpu = server.Gpu,
            WeightPrecision = server.Precision ?? NumberFormats.Name(NumberFormats.Native(ModelCatalog.Find(model))),
            KvPrecision = server.KvPrecision ?? "",
            Gpus = server.Tp,
            Tp = server.Tp,
            Mode = mode,
            Load = load,
            InputTokens = input / completed,
            OutputTokens = output / completed,
            TokenBudget = server.TokenBudget,
            MaxSequences = server.MaxSequences,
            Measured = s_figures.Select(f => (f.Column, Value: f.Names.Select(n => Number(run, n)).FirstOrDefault(v => v is > 0)))
                .Where(f => f.Value is not null).ToDictionary(f => f.Column, f => f.Value!.Value, StringComparer.Ordinal),
        });
    }

    private static (MeasuredMode Mode, double Load) Traffic(JsonElement run, string name)
    {
        double? rate = run.TryGetProperty("request_rate", out JsonElement given) && given.ValueKind == JsonValueKind.String && given.GetString() == "inf"
            ? double.PositiveInfinity
            : Number(run, "request_rate");
        double? users = Number(run, "max_concurrency");
        return (rate, users) switch
        {
            (null or double.PositiveInfinity, double limit) => (MeasuredMode.ClosedLoop, limit),
            (double.PositiveInfinity, null) => (MeasuredMode.Offline, double.PositiveInfinity),
            (double perSecond, null) when perSecond > 0 => (MeasuredMode.OpenLoop, perSecond),
            (double, double) => throw new InvalidConfigurationException($"{name}: request_rate and max_concurrency are both set, and which of them limited the run is not known: leave such runs out"),
            _ => throw new InvalidConfigurationException($"{name}: neither request_rate nor max_concurrency says how requests came"),
        };
    }

    // meta-llama/Llama-3.1-8B-Instruct and /models/Llama-3.1-405B-FP8 are in the catalog as llama-3.1-8b and llama-3.1-405b.
    private static string Model(JsonElement run, string name)
    {
        string? id = Text(run, "model_id");
        string bare = Precision().Replace(id?.Split('/')[^1].ToLowerInvariant() ?? "", "");
        return ModelCatalog.TryFind(bare, out ModelArchitecture? model)
            ? model.Name
            : throw new InvalidConfigurationException(id is null
                ? $"{name}: the file names no model: give --model"
                : $"{name}: model_id '{id}' is not in the catalog: give --model; {NearestNames.Hint(bare, [.. ModelCatalog.Names])}");
    }

    private static double Total(JsonElement run, string name, string field) => Number(run, field) is double total and > 0
        ? total
        : throw new InvalidConfigurationException($"{name}: there is no '{field}'");

    private static double? Number(JsonElement run, string field) =>
        run.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string? Text(JsonElement run, string field) =>
        run.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("(?<!\\\\)\"request_rate\": *Infinity")]
    private static partial Regex BareInfinity();

    [GeneratedRegex("(-fp8|-dynamic|-nvfp4|-awq|-gptq|-int4|-w8a8|-w4a16)+$")]
    private static partial Regex Precision();
}
