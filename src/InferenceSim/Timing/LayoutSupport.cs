using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>What can be priced. A model whose operators are not built is named as such and never priced as something else.</summary>
internal static class LayoutSupport
{
    public static string? Reason(ServingLayout layout) =>
        Attention(layout.Model) ?? Special(layout.Model) ?? Mlp(layout.Model) ?? Formats(layout) ?? Sizes(layout) ?? Links(layout)
        ?? Divides(layout) ?? Experts(layout) ?? Overlap(layout) ?? Drafter(layout);

    private static string? Drafter(ServingLayout layout) =>
        layout.DraftLayout is { } draft && Reason(draft) is string reason ? $"the draft model: {reason}" : null;

    private static string? Overlap(ServingLayout layout) => layout is { TwoBatchOverlap: true } and not { DataParallel: > 1, ExpertParallel: > 1 }
        ? "two-batch overlap hides what ranks send to each other's experts: it needs dp and ep above 1"
        : null;

    private static string? Attention(ModelArchitecture model) => model.Attention switch
    {
        AttentionKind.Grouped or AttentionKind.GroupedSlidingWindow or AttentionKind.GroupedChunked => null,
        AttentionKind.Latent => model.Latent is null ? $"{model.Name} has no dimensions of latent attention (MLA)" : null,
        AttentionKind.LatentSparse => "sparse latent attention (MLA with a DSA index) is not built",
        AttentionKind.CompressedSparse => "compressed sparse attention (CSA) is not built",
        AttentionKind.HybridLinear => "linear attention (gated delta-net) is not built",
        _ => $"{model.Attention} attention is not built",
    };

    private static string? Special(ModelArchitecture model) =>
        model.SpecialOperators.Count == 0 ? null : $"{string.Join(", ", model.SpecialOperators)} is not built";

    private static string? Mlp(ModelArchitecture model) =>
        model.DenseMlpLayers > 0 && model.IntermediateSize is null ? $"{model.Name} has no MLP width" : null;

    private static string? Formats(ServingLayout layout) => layout.KvFormat switch
    {
        NumberFormat.Int4 or NumberFormat.Fp4 or NumberFormat.Mxfp4 or NumberFormat.Fp8Block =>
            $"attention over a KV cache in {layout.KvFormat} is not built",
        _ => layout.Accelerator.PeakFlopsPerSecond.Bf16 is null ? $"{layout.Accelerator.Name} has no 16-bit peak rate to price a GEMM with" : null,
    };

    private static string? Sizes(ServingLayout layout)
    {
        (string Name, int Size)[] sizes =
        [
            ("tensor", layout.TensorParallel), ("pipeline", layout.PipelineParallel), ("data", layout.DataParallel), ("expert", layout.ExpertParallel),
        ];
        foreach ((string name, int size) in sizes)
        {
            if (size < 1)
            {
                return $"{name} parallelism must be at least 1";
            }
        }

        return layout.PipelineParallel > layout.Model.Layers
            ? $"pp {layout.PipelineParallel} is more than the {layout.Model.Layers} layers of {layout.Model.Name}"
            : null;
    }

    private static string? Links(ServingLayout layout)
    {
        Interconnect links = layout.Accelerator.Interconnect;
        int joined = layout.TensorParallel * layout.PipelineParallel * (layout.ExpertParallel > 1 ? layout.DataParallel : 1);
        string name = layout.Accelerator.Name;
        if (joined > 1 && links.DomainSize > 1 && links.BytesPerSecondPerDirection is null)
        {
            return $"parallelism on {name}: no link between accelerators is known";
        }

        return joined > links.DomainSize && links.NetworkBitsPerSecond is null
            ? $"{joined} accelerators are more than the {links.DomainSize} accelerators of one {name} domain, and its network rate is not known"
            : null;
    }

    private static string? Divides(ServingLayout layout)
    {
        int tp = layout.TensorParallel;
        ModelArchitecture model = layout.Model;
        if (model.AttentionHeads % tp != 0)
        {
            return $"tp {tp} does not divide the {model.AttentionHeads} attention heads of {model.Name}";
        }

        // vLLM splits KV heads evenly, or replicates each evenly; latent attention has none to split.
        if (model.Latent is null && model.KvHeads % tp != 0 && tp % model.KvHeads != 0)
        {
            return $"tp {tp} neither divides nor is a multiple of the {model.KvHeads} KV heads of {model.Name}";
        }

        return model.DenseMlpLayers > 0 && model.IntermediateSize % tp != 0
            ? $"tp {tp} does not divide the MLP width {model.IntermediateSize} of {model.Name}"
            : null;
    }

    private static string? Experts(ServingLayout layout)
    {
        int ep = layout.ExpertParallel;
        if (ep == 1)
        {
            return layout.RedundantExperts == 0 ? null : "redundant experts need expert parallelism (ep above 1)";
        }

        if (layout.Model.Experts is not { } experts)
        {
            return $"ep {ep}: {layout.Model.Name} has no experts";
        }

        int group = new ExpertPlacement(layout, experts).Group;
        return group % ep != 0 ? $"ep {ep} does not divide the {group} accelerators (tp x dp) that hold a layer's experts"
            : (experts.Experts + layout.RedundantExperts) % ep != 0
                ? $"ep {ep} does not divide the {experts.Experts} experts of {layout.Model.Name}{(layout.RedundantExperts > 0 ? $" and {layout.RedundantExperts} redundant ones" : "")}"
            : null;
    }
}
