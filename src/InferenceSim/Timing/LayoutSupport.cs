using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>What can be priced. A model whose operators are not built is named as such and never priced as something else.</summary>
internal static class LayoutSupport
{
    public static string? Reason(ServingLayout layout) =>
        Attention(layout.Model) ?? Special(layout.Model) ?? Mlp(layout.Model) ?? Formats(layout) ?? Parallelism(layout);

    private static string? Attention(ModelArchitecture model) => model.Attention switch
    {
        AttentionKind.Grouped => null,
        AttentionKind.GroupedSlidingWindow => "sliding-window attention is not built",
        AttentionKind.GroupedChunked => "chunked local attention is not built",
        AttentionKind.Latent => "latent attention (MLA) is not built",
        AttentionKind.LatentSparse => "sparse latent attention (MLA with an index) is not built",
        AttentionKind.CompressedSparse => "compressed sparse attention is not built",
        AttentionKind.HybridLinear => "linear attention is not built",
        _ => $"{model.Attention} attention is not built",
    };

    private static string? Special(ModelArchitecture model) =>
        model.SpecialOperators.Count == 0 ? null : $"{string.Join(", ", model.SpecialOperators)} is not built";

    private static string? Mlp(ModelArchitecture model) =>
        model.Experts is not null ? "mixture-of-experts MLP is not built"
        : model.IntermediateSize is null ? $"{model.Name} has no MLP width"
        : null;

    private static string? Formats(ServingLayout layout) => (layout.WeightFormat, layout.KvFormat) switch
    {
        (NumberFormat.Fp4, _) => $"fp4 GEMM on {layout.Accelerator.Name} is not built",
        (NumberFormat.Mxfp4, _) => $"mxfp4 GEMM on {layout.Accelerator.Name} is not built",
        (_, NumberFormat.Int4 or NumberFormat.Fp4 or NumberFormat.Mxfp4) => $"attention over a KV cache in {layout.KvFormat} is not built",
        _ => layout.Accelerator.PeakFlopsPerSecond.Bf16 is null ? $"{layout.Accelerator.Name} has no 16-bit peak rate to price a GEMM with" : null,
    };

    private static string? Parallelism(ServingLayout layout)
    {
        int tp = layout.TensorParallel;
        ModelArchitecture model = layout.Model;
        int domain = layout.Accelerator.Interconnect.DomainSize;
        if (tp < 1)
        {
            return "tensor parallelism must be at least 1";
        }

        if (tp > 1 && layout.Accelerator.Interconnect.BytesPerSecondPerDirection is null)
        {
            return $"tensor parallelism on {layout.Accelerator.Name}: no link between accelerators is known";
        }

        if (tp > domain)
        {
            return $"tensor parallelism across nodes is not built: tp {tp} is more than the {domain} accelerators of one {layout.Accelerator.Name} domain";
        }

        return Divides(tp, model);
    }

    private static string? Divides(int tp, ModelArchitecture model)
    {
        if (model.AttentionHeads % tp != 0)
        {
            return $"tp {tp} does not divide the {model.AttentionHeads} attention heads of {model.Name}";
        }

        // vLLM splits KV heads evenly, or replicates each evenly.
        if (model.KvHeads % tp != 0 && tp % model.KvHeads != 0)
        {
            return $"tp {tp} neither divides nor is a multiple of the {model.KvHeads} KV heads of {model.Name}";
        }

        return model.IntermediateSize % tp != 0 ? $"tp {tp} does not divide the MLP width {model.IntermediateSize} of {model.Name}" : null;
    }
}
