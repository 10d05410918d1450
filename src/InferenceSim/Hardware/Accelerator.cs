using System.Text.Json.Serialization;

namespace InferenceSim.Hardware;

/// <summary>
/// One accelerator as the catalog or a user's file describes it. Figures are per accelerator, dense, and sourced; <c>null</c> means that
/// no figure was found. Immutable.
/// </summary>
/// <remarks>The JSON reader passes <c>null</c> for what a file leaves out; the initialisers turn that into the default.</remarks>
public sealed record Accelerator
{
    /// <summary>Catalog name, e.g. <c>h100-sxm</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name as its maker writes it.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Its maker.</summary>
    public required string Vendor { get; init; }

    /// <summary>Kind: datacentre, consumer, edge, tpu, aws or asic.</summary>
    public required string Class { get; init; }

    /// <summary>When it could be had, as published.</summary>
    public string? ReleaseDate { get; init; }

    /// <summary>Dense peak operations per second by number format.</summary>
    public required PeakRates PeakFlopsPerSecond { get; init; }

    /// <summary>Capacity as its maker states it, in bytes (a maker's GB read as 10^9).</summary>
    public required long MemoryCapacityBytes { get; init; }

    /// <summary>What the device shows to software in total, in bytes: what a memory-utilization share is taken of.</summary>
    public required long UsableBytes { get; init; }

    /// <summary>Where <see cref="UsableBytes"/> comes from; says <c>not measured</c> where it is derived.</summary>
    public required string UsableBytesSource { get; init; }

    /// <summary>Kind of memory.</summary>
    public string? MemoryType { get; init; }

    /// <summary>Peak memory bandwidth in bytes per second.</summary>
    public required double MemoryBandwidthBytesPerSecond { get; init; }

    /// <summary>Links to peers, host and network.</summary>
    public required Interconnect Interconnect { get; init; }

    /// <summary>Power.</summary>
    public AcceleratorPower Power { get; init => field = value ?? new(); } = new();

    /// <summary>Prices.</summary>
    public AcceleratorPrices Prices { get; init => field = value ?? new(); } = new();

    /// <summary>Best measured rates.</summary>
    public AchievedRates Achieved { get; init => field = value ?? new(); } = new();

    /// <summary>How well the figures are known: high, medium or low.</summary>
    public string Confidence { get; init => field = value ?? ""; } = "";

    /// <summary>Where the figures come from, with date.</summary>
    public required string Source { get; init; }

    /// <summary>What a reader should know.</summary>
    public string? Notes { get; init; }

    /// <summary>Name of the kernel profile whose efficiencies apply (see <see cref="KernelCatalog"/>); the class default if none is given.</summary>
    public string KernelProfile { get; init => field = value ?? KernelCatalog.DefaultName; } = KernelCatalog.DefaultName;

    /// <summary>What those efficiencies rest on for this accelerator.</summary>
    public Evidence KernelEvidence { get; init; } = Evidence.Datasheet;

    /// <summary>Name of the kernel profile whose all-reduce applies, where the links differ from those of <see cref="KernelProfile"/>'s machine.</summary>
    public string? CollectiveProfile { get; init; }

    /// <summary>Efficiencies of its own, in a user's file; they take the place of <see cref="KernelProfile"/>.</summary>
    public KernelProfile? OwnKernels { get; init; }

    /// <summary>The efficiencies that apply.</summary>
    /// <exception cref="Simulation.InvalidConfigurationException"><see cref="KernelProfile"/> names no profile.</exception>
    [JsonIgnore]
    public KernelProfile Kernels => OwnKernels ?? KernelCatalog.Find(KernelProfile);

    /// <summary>The all-reduce of engines that use <paramref name="kind"/>; <see cref="KernelProfile.AllReduce"/> stands in where that is not known for these links.</summary>
    /// <exception cref="Simulation.InvalidConfigurationException"><see cref="CollectiveProfile"/> names no profile.</exception>
    public AllReduceEfficiency AllReduce(CollectiveKind kind)
    {
        KernelProfile profile = CollectiveProfile is null ? Kernels : KernelCatalog.Find(CollectiveProfile);
        return kind switch
        {
            CollectiveKind.Workspace => profile.WorkspaceAllReduce ?? profile.AllReduce,
            CollectiveKind.Library => profile.LibraryAllReduce ?? profile.AllReduce,
            _ => profile.AllReduce,
        };
    }

    /// <summary>The all-to-all that applies, if one is known for these links; half an all-reduce stands in where <c>null</c>.</summary>
    /// <exception cref="Simulation.InvalidConfigurationException"><see cref="CollectiveProfile"/> names no profile.</exception>
    [JsonIgnore]
    public AllReduceEfficiency? AllToAll => CollectiveProfile is null ? Kernels.AllToAll : KernelCatalog.Find(CollectiveProfile).AllToAll;

    /// <summary>
    /// The accelerator while <paramref name="share"/> of its compute units compute: memory and links are as fast as ever. What attention pays for each
    /// head is work of the units, too: on prompts it was fitted at four to six times what memory needs for a head's bytes.
    /// </summary>
    internal Accelerator ComputingWith(double share)
    {
        KernelProfile kernels = Kernels;
        return this with
        {
            PeakFlopsPerSecond = PeakFlopsPerSecond.Of(share),
            OwnKernels = kernels with
            {
                DecodeAttention = kernels.DecodeAttention with { PerHeadSeconds = kernels.DecodeAttention.PerHeadSeconds / share },
                PrefillAttention = kernels.PrefillAttention with { PerHeadRowSeconds = kernels.PrefillAttention.PerHeadRowSeconds / share },
            },
        };
    }
}
