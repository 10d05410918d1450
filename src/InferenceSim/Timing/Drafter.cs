using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>What drafts tokens beside a model, on the same accelerators.</summary>
/// <param name="Model">Its shape.</param>
/// <param name="WeightFormat">How its matrices are stored.</param>
/// <param name="IsHead">
/// Whether it is a head on the model's own hidden states: it uses the model's embedding and LM head, and begins with a product that makes
/// one of two hidden states.
/// </param>
public sealed record Drafter(ModelArchitecture Model, NumberFormat WeightFormat, bool IsHead)
{
    /// <summary>A small model of its own.</summary>
    public static Drafter Separate(ModelArchitecture model, NumberFormat format) => new(model, format, IsHead: false);

    /// <summary>
    /// A multi-token-prediction layer: one more layer of the model's kind, run once for each draft (DeepSeek-V3 technical report, arXiv
    /// 2412.19437, section 2.2; engines run the first layer again where more drafts are asked for than there are layers).
    /// </summary>
    public static Drafter Mtp(ModelArchitecture model, NumberFormat format)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(OneLayer(model) with { Experts = model.Experts is { } e ? e with { FirstDenseLayers = 0, MoeLayers = 1 } : null }, format, IsHead: true);
    }

    /// <summary>
    /// An EAGLE head: one dense layer with the model's attention, in 16 bits as the heads are published (EAGLE-3, arXiv 2503.01840). Its
    /// first product joins three hidden states there; two are counted here. Some heads have a smaller vocabulary, which is not counted.
    /// </summary>
    public static Drafter Eagle(ModelArchitecture model)
    {
        ArgumentNullException.ThrowIfNull(model);
        int width = model.IntermediateSize ?? (model.Experts!.ExpertsPerToken * model.Experts.IntermediateSize);
        return new(OneLayer(model) with { Experts = null, IntermediateSize = width }, NumberFormat.Bf16, IsHead: true);
    }

    private static ModelArchitecture OneLayer(ModelArchitecture model) => model with
    {
        Layers = 1,
        FullAttentionLayers = 1,
        SlidingAttentionLayers = 0,
        MtpLayers = 0,
        ParametersCounted = false,
    };
}
