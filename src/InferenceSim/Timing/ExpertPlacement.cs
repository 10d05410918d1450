using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>Where the experts of a layer lie, and what a batch asks of one accelerator. Routing is taken as uniform and independent.</summary>
internal sealed record ExpertPlacement
{
    public ExpertPlacement(ServingLayout layout, MixtureOfExperts experts)
    {
        Experts = experts;
        Copies = experts.Experts + layout.RedundantExperts;
        SharedByRanks = layout.ExpertParallel > 1 && layout.DataParallel > 1;
        Group = SharedByRanks ? layout.TensorParallel * layout.DataParallel : layout.TensorParallel;
        Ways = Math.Max(1, layout.ExpertParallel);
        int split = Math.Max(1, Group / Ways);
        WidthPerDevice = (experts.IntermediateSize + split - 1) / split;
        Ranks = Group / layout.TensorParallel;
    }

    public MixtureOfExperts Experts { get; }

    /// <summary>Experts of a layer, second copies included; a token's experts are taken as any of them alike.</summary>
    public int Copies { get; }

    /// <summary>Whether data-parallel ranks send their tokens to each other's experts.</summary>
    public bool SharedByRanks { get; }

    /// <summary>Accelerators that hold one layer's experts together.</summary>
    public int Group { get; }

    /// <summary>Ranks whose tokens meet at the experts.</summary>
    public int Ranks { get; }

    /// <summary>Parts that the set of experts is divided into.</summary>
    public int Ways { get; }

    /// <summary>Width of an expert on one accelerator.</summary>
    public int WidthPerDevice { get; }

    /// <summary>Experts on one accelerator.</summary>
    public double Local => (double)Copies / Ways;

    /// <summary>Experts of one accelerator that <paramref name="tokens"/> tokens touch: <c>E (1 - (1 - k/E)^T)</c> of each part.</summary>
    public double Touched(double tokens) =>
        Local * (1 - Math.Pow(1 - ((double)Experts.ExpertsPerToken / Copies), tokens));

    /// <summary>Rows that one accelerator's experts compute for <paramref name="tokens"/> tokens.</summary>
    public double Rows(double tokens) => tokens * Experts.ExpertsPerToken / Ways;

    /// <summary>Accelerators a token is sent to: of <see cref="Ways"/> parts those that hold one of its experts, each as wide as an expert is split.</summary>
    public double Destinations => Ways * (1 - Math.Pow(1 - (1.0 / Ways), Experts.ExpertsPerToken)) * (Group / Ways);
}
