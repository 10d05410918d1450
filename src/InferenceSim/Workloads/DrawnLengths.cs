using InferenceSim.Simulation;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Workloads;

/// <summary>
/// The lengths of a workload's requests as they were drawn, before any cut to a context: drawn once, read by every play of it. Read only,
/// so the points of a sweep share it.
/// </summary>
internal sealed class DrawnLengths
{
    /// <summary>Requests up to which lengths are kept; those of a longer workload are drawn while it is played, and take no memory.</summary>
    public const int MostRequests = 1 << 16;

    private readonly int[] _prompts;
    private readonly int[] _outputs;

    /// <summary>Draws the lengths of the first <paramref name="requests"/> requests.</summary>
    public DrawnLengths(WorkloadSpec spec, ulong seed, int requests)
    {
        _prompts = Draw(spec.PromptTokens, RandomStream.PurposeKey(seed, RequestLengths.PromptPurpose), requests);
        _outputs = Draw(spec.OutputTokens, RandomStream.PurposeKey(seed, RequestLengths.OutputPurpose), requests);
    }

    /// <summary>Prompt tokens of a request.</summary>
    public int Prompt(int index) => _prompts[index];

    /// <summary>Output tokens of a request.</summary>
    public int Output(int index) => _outputs[index];

    private static int[] Draw(ILengthDistribution lengths, ulong key, int requests)
    {
        RandomStream random = new(0);
        int[] drawn = new int[requests];
        for (int i = 0; i < requests; i++)
        {
            random.Reseed(key, i);
            drawn[i] = lengths.Sample(random);
        }

        return drawn;
    }
}
