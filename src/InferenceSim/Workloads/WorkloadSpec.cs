using System.Text.Json;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Workloads;

/// <summary>
/// A description of traffic without a number of requests: lengths, shared content, sessions, and how it usually arrives. Read from
/// strict JSON with comments; see <c>workloads/README.md</c>.
/// </summary>
public sealed record WorkloadSpec
{
    /// <summary>What the traffic is, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Where the parameters come from.</summary>
    public required string Source { get; init; }

    /// <summary>Lengths of whole prompts (of first turns, where there are sessions).</summary>
    public required ILengthDistribution PromptTokens { get; init; }

    /// <summary>Lengths of answers.</summary>
    public required ILengthDistribution OutputTokens { get; init; }

    /// <summary>Shared texts that prompts begin with, in order.</summary>
    public IReadOnlyList<SharedPrefixSpec> SharedPrefixes { get; init => field = value ?? []; } = []; // generated JSON code sets null if absent

    /// <summary>Conversations, or <c>null</c> for single requests.</summary>
    public SessionSpec? Sessions { get; init; }

    /// <summary>How it arrives if the user does not say, or <c>null</c> to leave that to the experiment.</summary>
    public ArrivalSpec? Arrivals { get; init; }

    /// <summary>Published figures that the lengths are fitted to.</summary>
    public PublishedFigures? Published { get; init; }

    /// <summary>A workload of given lengths and nothing shared, as built from command-line options.</summary>
    public static WorkloadSpec OfLengths(ILengthDistribution promptTokens, ILengthDistribution outputTokens) => new()
    {
        Description = "lengths given by the user",
        Source = "the user",
        PromptTokens = promptTokens,
        OutputTokens = outputTokens,
    };

    /// <summary>Reads a spec. Comments and trailing commas are allowed; unknown and missing properties are not.</summary>
    /// <param name="stream">UTF-8 JSON.</param>
    /// <param name="sourceName">The file's name for messages.</param>
    /// <exception cref="InvalidConfigurationException">The JSON is malformed or a value is out of range.</exception>
    public static WorkloadSpec Read(Stream stream, string sourceName)
    {
        try
        {
            WorkloadSpec spec = JsonSerializer.Deserialize(stream, WorkloadJson.Default.WorkloadSpec)
                ?? throw new InvalidConfigurationException($"{sourceName}: the file holds null instead of a workload");
            spec.Validate();
            return spec;
        }
        catch (JsonException e)
        {
            throw JsonFault.Explain(e, sourceName, WorkloadJson.Default.WorkloadSpec);
        }
        catch (Exception e) when (e is ArgumentException or InvalidConfigurationException)
        {
            throw new InvalidConfigurationException($"{sourceName}: {e.Message}", e);
        }
    }

    /// <summary>Checks the numbers that no constructor checks.</summary>
    /// <exception cref="InvalidConfigurationException">A number is out of range.</exception>
    internal void Validate()
    {
        Arrivals?.Validate();
        foreach (SharedPrefixSpec layer in SharedPrefixes)
        {
            layer.Validate();
        }
    }
}
