using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>What one layer's attention costs on one accelerator, in counts.</summary>
internal sealed record AttentionGeometry
{
    public AttentionGeometry(ServingLayout layout)
    {
        ModelArchitecture model = layout.Model;
        int heads = layout.HeadsPerDevice;
        Heads = heads;
        KvBytesPerToken = layout.KvBytesPerTokenPerLayer;
        if (model.Latent is LatentAttention latent)
        {
            // Decode is absorbed: every head meets the compressed KV and the shared rotary key, and sums compressed values. Prefill expands
            // keys and values per head first.
            DecodeFlopsPerPair = 2L * heads * ((2 * latent.KvLoraRank) + latent.QkRopeHeadDim);
            PrefillFlopsPerPair = 2L * heads * (latent.QkNopeHeadDim + latent.QkRopeHeadDim + latent.VHeadDim);
            ExpandFlopsPerToken = 2L * latent.KvLoraRank * heads * (latent.QkNopeHeadDim + latent.VHeadDim);
            RowHeads = 3 * heads;
            Rotary = (heads + 1) * latent.QkRopeHeadDim;
        }
        else
        {
            DecodeFlopsPerPair = PrefillFlopsPerPair = 4L * heads * model.HeadDim;
            RowHeads = heads + (2 * layout.KvHeadsPerDevice);
            Rotary = RowHeads * model.HeadDim;
        }

        FullLayers = model.FullAttentionLayers;
        WindowLayers = model.SlidingAttentionLayers;
    }

    /// <summary>Query heads.</summary>
    public int Heads { get; }

    /// <summary>Heads of queries, keys and values that prefill reads and writes per token.</summary>
    public int RowHeads { get; }

    /// <summary>Values that the rotary kernel touches per token.</summary>
    public int Rotary { get; }

    /// <summary>Bytes cached per token.</summary>
    public long KvBytesPerToken { get; }

    /// <summary>Operations per query and key in decode.</summary>
    public long DecodeFlopsPerPair { get; }

    /// <summary>Operations per query and key in prefill.</summary>
    public long PrefillFlopsPerPair { get; }

    /// <summary>Operations of expanding one cached token's keys and values again for a later chunk (latent attention).</summary>
    public long ExpandFlopsPerToken { get; }

    /// <summary>Layers over the whole context.</summary>
    public int FullLayers { get; }

    /// <summary>Layers over a window.</summary>
    public int WindowLayers { get; }
}
