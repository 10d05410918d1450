using System.Collections.Concurrent;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Rates;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Experiments;

/// <summary>
/// Looks up what a scenario names, in the catalogs or in files, once for each name: the points of a sweep share models, accelerators
/// and traces. Safe for several threads.
/// </summary>
/// <param name="files">Opens the files.</param>
internal sealed class NamedParts(IFileSource files)
{
    private static readonly string[] s_fileEndings = [".json", ".jsonl", ".csv", ".gz"];

    private readonly ConcurrentDictionary<string, Lazy<ModelArchitecture>> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Accelerator>> _accelerators = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<HostOverhead>> _hosts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Path, TraceOptions Options), Lazy<ITrace>> _traces = new();
    private readonly ConcurrentDictionary<string, Lazy<WorkloadSpec>> _specs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<bool>> _jsonTraces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<RateShape>> _profiles = new(StringComparer.Ordinal);

    /// <summary>Whether a text is a path rather than a catalog name: it has a slash or the ending of a file.</summary>
    public static bool IsPath(string nameOrPath) => nameOrPath.Contains('/', StringComparison.Ordinal)
        || nameOrPath.Contains('\\', StringComparison.Ordinal)
        || s_fileEndings.Any(e => nameOrPath.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    // A hub's name has a slash, as a path has: the catalog is asked first.
    public ModelArchitecture Model(string name) => _models.GetOrAdd(name, n => new(() => ModelCatalog.TryFind(n, out ModelArchitecture? known) ? known
        : ClosedModels.Why(n) is string why ? throw new UsageException(why)
        : IsPath(n) ? Read(n, HuggingFaceConfig.Read)
        : Named(() => ModelCatalog.Find(n)))).Value;

    public Accelerator Accelerator(string name) => _accelerators.GetOrAdd(name, n => new(() => IsPath(n)
        ? Read(n, AcceleratorProfile.Read)
        : Named(() => AcceleratorCatalog.Find(n)))).Value;

    public HostOverhead Host(string name) => _hosts.GetOrAdd(name, n => new(() => IsPath(n)
        ? Read(n, HostCatalog.Read)
        : Named(() => HostCatalog.Find(n)))).Value;

    /// <summary>A rate profile, with the file that it may name.</summary>
    public RateShape Profile(string text) => _profiles.GetOrAdd(text, t => new(() => RateNotation.Parse(
        t, (path, period) => Read(path, (stream, name) => RateTable.Read(stream, name, period))))).Value;

    /// <summary>The workload or trace that a scenario names.</summary>
    public WorkloadChoice Workload(Scenario scenario)
    {
        string name = scenario.Workload ?? "chat";
        bool isPath = IsPath(name);
        RateShape? profile = scenario.RateProfile is null ? null : Profile(scenario.RateProfile);
        if (isPath && (!name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || IsTrace(name)))
        {
            TraceWindow? window = scenario.Window is null ? null : TraceWindow.Parse(scenario.Window);
            TraceOptions options = new()
            {
                RateScale = scenario.RateScale ?? 1,
                WindowStartSeconds = window?.Start,
                WindowEndSeconds = window?.End,
            };
            ITrace trace = _traces.GetOrAdd((name, options), key => new(() => TraceFile.Open(() => files.OpenRead(key.Path), key.Path, key.Options))).Value;
            return new WorkloadChoice(trace.Name, null, trace, profile);
        }

        if (scenario.RateScale is not null || scenario.Window is not null)
        {
            throw new UsageException($"--rate-scale and --window are for traces; '{name}' is a generated workload, whose rate is --rate");
        }

        WorkloadSpec spec = _specs.GetOrAdd(name, n => new(() => IsPath(n)
            ? Read(n, WorkloadSpec.Read)
            : Named(() => WorkloadCatalog.Find(n)))).Value;
        return new WorkloadChoice(isPath ? BaseName(name) : name.ToLowerInvariant(), spec, null, profile);
    }

    /// <summary>Some traces are JSON files, as workloads are: what is in them tells.</summary>
    private bool IsTrace(string path) => _jsonTraces.GetOrAdd(path, p => new(() => Read(p, TraceFile.IsTrace))).Value;

    private static string BaseName(string path)
    {
        string file = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return file[..file.LastIndexOf('.')];
    }

    private static T Named<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (InvalidConfigurationException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    private T Read<T>(string path, Func<Stream, string, T> read)
    {
        using Stream stream = files.OpenRead(path);
        return read(stream, path);
    }
}
