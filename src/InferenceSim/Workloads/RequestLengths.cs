using InferenceSim.Simulation;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Workloads;

/// <summary>Draws lengths by request index, or reads those drawn before, and fits them into the context. Belongs to one source.</summary>
internal sealed class RequestLengths(WorkloadSpec spec, ulong seed, int maxModelLength, DrawnLengths? drawn)
{
    /// <summary>Purpose of the random numbers of prompt lengths.</summary>
    public const string PromptPurpose = "prompt-lengths";

    /// <summary>Purpose of the random numbers of output lengths.</summary>
    public const string OutputPurpose = "output-lengths";

    private readonly ulong _promptKey = RandomStream.PurposeKey(seed, PromptPurpose);
    private readonly ulong _outputKey = RandomStream.PurposeKey(seed, OutputPurpose);
    private readonly RandomStream _random = new(0);

    /// <summary>Prompt and output of a first turn, cut to the context: the output down to 1 token first, then the prompt.</summary>
    /// <returns>Whether something was cut.</returns>
    public bool First(int index, out int prompt, out int output)
    {
        prompt = drawn?.Prompt(index) ?? Draw(spec.PromptTokens, _promptKey, index);
        output = Output(index);
        if (prompt + (long)output <= maxModelLength)
        {
            return false;
        }

        output = (int)Math.Clamp((long)maxModelLength - prompt, 1, output);
        prompt = Math.Min(prompt, maxModelLength - output);
        return true;
    }

    /// <summary>Output tokens of a request, before any cut.</summary>
    public int Output(int index) => drawn?.Output(index) ?? Draw(spec.OutputTokens, _outputKey, index);

    /// <summary>New prompt tokens of a later turn.</summary>
    public int NewTokens(int index) => Draw(spec.Sessions!.NewTokens, _promptKey, index);

    /// <summary>Whether a prompt and an answer fit the context.</summary>
    public bool Fits(long tokens) => tokens <= maxModelLength;

    private int Draw(ILengthDistribution lengths, ulong key, int index)
    {
        _random.Reseed(key, index);
        return lengths.Sample(_random);
    }
}
