using CsvHelper;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Calibration;

/// <summary>Measured operator timings, as the five tables of aiconfigurator's silicon data are exported.</summary>
public sealed class OperatorTables
{
    /// <summary>The files' usual names, in the order <see cref="Read"/> opens them.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        ["aic_gemm.csv", "aic_generation_attention.csv", "aic_context_attention.csv", "aic_moe.csv", "aic_comm.csv"];

    internal IReadOnlyList<GemmRow> Gemm { get; private init; } = [];

    internal IReadOnlyList<AttentionRow> DecodeAttention { get; private init; } = [];

    internal IReadOnlyList<AttentionRow> PrefillAttention { get; private init; } = [];

    internal IReadOnlyList<ExpertRow> Experts { get; private init; } = [];

    internal IReadOnlyList<CollectiveRow> Collectives { get; private init; } = [];

    /// <summary>Reads the tables; <paramref name="open"/> gives the stream of each of <see cref="FileNames"/>.</summary>
    /// <exception cref="InvalidConfigurationException">A table is malformed; the message names file and line.</exception>
    public static OperatorTables Read(Func<string, Stream> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new OperatorTables
        {
            Gemm = Rows(open, 0, r => r.GetRecords<GemmRow>()),

            // Attention shapes come twice, first over the whole context, then over a window that the export does not name: the first counts.
            DecodeAttention = [.. Rows(open, 1, r => r.GetRecords<AttentionRow>()).DistinctBy(r => r.Shape)],
            PrefillAttention = [.. Rows(open, 2, r => r.GetRecords<AttentionRow>()).DistinctBy(r => r.Shape)],
            Experts = Rows(open, 3, r => r.GetRecords<ExpertRow>()),
            Collectives = Rows(open, 4, r => r.GetRecords<CollectiveRow>()),
        };
    }

    private static List<T> Rows<T>(Func<string, Stream> open, int file, Func<CsvReader, IEnumerable<T>> read)
    {
        string name = FileNames[file];
        using Stream stream = open(name);
        using CsvReader reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            TrackLineNumbers = true,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MissingField = CsvMissingFieldHandling.Throw,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        try
        {
            return [.. read(reader)];
        }
        catch (Exception e) when (e is CsvFormatException or KeyNotFoundException)
        {
            throw new InvalidConfigurationException($"{name}: {e.Message}", e);
        }
    }
}
