using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>Bytes of weights on the accelerator that holds most of them.</summary>
internal static class WeightPlan
{
    private const int HalfBytes = 2;

    /// <summary>Bytes on one accelerator of the fullest pipeline stage: its layers, the embedding or the LM head, and a drafter's weights.</summary>
    public static long PerDevice(ServingLayout layout)
    {
        ModelArchitecture model = layout.Model;
        long layers = Layers(layout);
        long drafter = layout.DraftLayout is { } draft ? PerDevice(draft) : 0;
        long table = (long)model.HiddenSize * layout.VocabularyPerDevice;
        int stages = layout.PipelineParallel;

        // One stage holds both tables; of several the first holds the embedding and the last the head, which a tied one has to repeat.
        long tables = layout.IsHead ? 0 : stages == 1 && !model.TiedEmbeddings ? 2 * table : table;
        long projection = layout.IsHead ? HalfBytes * 2L * model.HiddenSize * model.HiddenSize : 0;
        return drafter + projection + (layers * layout.LayersPerStage / model.Layers) + (HalfBytes * (tables + (Unlisted(model) * layout.LayersPerStage / model.Layers)));
    }

    // Matrices of all layers on one accelerator.
    private static long Layers(ServingLayout layout)
    {
        ModelArchitecture model = layout.Model;
        long attention = WeightStorage.Bytes(layout.AttentionFormat, AttentionParameters(layout) * model.Layers);
        long dense = WeightStorage.Bytes(layout.WeightFormat, Mlp(model, layout.MlpPerDevice) * model.DenseMlpLayers);
        return attention + dense + (model.Experts is { } experts ? experts.MoeLayers * MoeLayer(layout, experts) : 0);
    }

    private static long MoeLayer(ServingLayout layout, MixtureOfExperts experts)
    {
        ModelArchitecture model = layout.Model;
        var placement = new ExpertPlacement(layout, experts);
        long routed = (long)placement.Local * Mlp(model, placement.WidthPerDevice);
        long shared = Mlp(model, layout.PerDevice(experts.SharedExperts * experts.SharedIntermediateSize));
        return WeightStorage.Bytes(layout.WeightFormat, routed + shared) + (HalfBytes * (long)experts.Experts * model.HiddenSize);
    }

    private static long AttentionParameters(ServingLayout layout)
    {
        ModelArchitecture model = layout.Model;
        long hidden = model.HiddenSize, heads = layout.HeadsPerDevice;
        if (model.Latent is not LatentAttention latent)
        {
            return hidden * ((2 * heads) + (2 * layout.KvHeadsPerDevice)) * model.HeadDim;
        }

        // Down-projections are whole on every rank, up-projections split by heads.
        long keyDim = latent.QkNopeHeadDim + latent.QkRopeHeadDim;
        long query = latent.QLoraRank is int rank ? (hidden * rank) + (rank * heads * keyDim) : hidden * heads * keyDim;
        return query
            + (hidden * (latent.KvLoraRank + latent.QkRopeHeadDim))
            + (latent.KvLoraRank * heads * (latent.QkNopeHeadDim + latent.VHeadDim))
            + (heads * latent.VHeadDim * hidden);
    }

    private static long Mlp(ModelArchitecture model, long width) => (model.GatedMlp ? 3L : 2L) * model.HiddenSize * width;

    // Norms, biases and position embeddings: what the published total holds beyond the matrices. Kept whole on every accelerator.
    private static long Unlisted(ModelArchitecture model)
    {
        // Totals that do not follow from the dimensions are round figures, whose last digits are no biases: the norms alone are counted.
        if (!model.ParametersCounted)
        {
            return ((2L * model.Layers) + 1) * model.HiddenSize;
        }

        var whole = new ServingLayout { Model = model, Accelerator = null! };
        long experts = model.Experts is { } e
            ? e.MoeLayers * ((e.Experts * Mlp(model, e.IntermediateSize)) + Mlp(model, (long)e.SharedExperts * e.SharedIntermediateSize) + ((long)e.Experts * model.HiddenSize))
            : 0;
        long listed = (AttentionParameters(whole) * model.Layers)
            + (Mlp(model, model.IntermediateSize ?? 0) * model.DenseMlpLayers)
            + experts
            + ((model.TiedEmbeddings ? 1L : 2L) * model.HiddenSize * model.VocabularySize);
        return model.TotalParameters - listed;
    }
}
