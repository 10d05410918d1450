namespace InferenceSim.Workloads.Analysis;

/// <summary>Which blocks of a prompt count.</summary>
public enum BlockConvention
{
    /// <summary>Every block, the partial last one too: how published hit rates of traces are counted.</summary>
    All,

    /// <summary>
    /// Whole blocks only, and at least one token is always computed, so a prompt hits at most floor((prompt - 1) / block) blocks: what an engine does.
    /// </summary>
    Full,
}
