using InferenceSim.Simulation;

namespace InferenceSim.Hardware;

/// <summary>Host overheads by engine generation.</summary>
public static class HostCatalog
{
    /// <summary>The engine that is simulated unless another is named.</summary>
    public const string DefaultName = "vllm-v1-async";

    private static readonly EmbeddedProfiles<HostOverhead> s_profiles =
        new("engines", "engine generation", (stream, source) => ProfileReader.Read(stream, source, HardwareJson.Default.HostOverhead));

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names => s_profiles.Names;

    /// <summary>The overhead of the engine generation called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidConfigurationException">There is none; the message holds the nearest names.</exception>
    public static HostOverhead Find(string name) => s_profiles.Find(name);

    /// <summary>Reads the terms of a user's own server, in the form of the embedded files.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="sourceName">What to call it in messages.</param>
    /// <exception cref="InvalidConfigurationException">It is malformed, or a time is out of range.</exception>
    public static HostOverhead Read(Stream stream, string sourceName)
    {
        HostOverhead host = ProfileReader.Read(stream, sourceName, HardwareJson.Default.HostOverhead);
        (string Field, double? Seconds)[] times =
        [
            ("step_seconds", host.StepSeconds), ("per_sequence_seconds", host.PerSequenceSeconds), ("front_end_seconds", host.FrontEndSeconds),
            ("front_end_request_seconds", host.FrontEndRequestSeconds), ("front_end_prompt_token_seconds", host.FrontEndPromptTokenSeconds),
            ("gemm_launch_seconds", host.GemmLaunchSeconds),
            ("eager_launch_seconds", host.EagerLaunchSeconds), ("eager_host_seconds", host.EagerHostSeconds), ("slot_seconds", host.SlotSeconds), ("stream_token_seconds", host.StreamTokenSeconds),
        ];
        (string Field, int? Count, int Least)[] counts =
        [
            ("expert_kernels", host.ExpertKernels, 0), ("quantisation_kernels", host.QuantisationKernels, 0), ("quantisation_passes", host.QuantisationPasses, 0),
            ("single_block_heads", host.SingleBlockHeads, 1), ("graph_tokens", host.GraphTokens, 0),
            ("prompt_graph_tokens", host.PromptGraphTokens, 0),
        ];
        string[] faults =
        [
            .. times.Where(t => t.Seconds is not (null or (>= 0 and < 1)))
                .Select(t => FormattableString.Invariant($"{t.Field} is {t.Seconds}: seconds from 0 to below 1 are allowed")),
            .. host.GraphSizes is not { } sizes || (sizes.Count > 0 && sizes[0] >= 1 && sizes.Zip(sizes.Skip(1)).All(p => p.Second > p.First)) ? (string[])[]
                : ["graph_sizes must be whole numbers from 1, each above the one before"],
            .. host.SingleBlockKeyCycles is null or (>= 0 and < 1e6) ? (string[])[]
                : [FormattableString.Invariant($"single_block_key_cycles is {host.SingleBlockKeyCycles}: cycles from 0 to below a million are allowed")],
            .. counts.Where(c => c.Count < c.Least).Select(c => FormattableString.Invariant($"{c.Field} is {c.Count}: a whole number from {c.Least} on is allowed")),
        ];
        return faults.Length == 0 ? host : throw new InvalidConfigurationException($"{sourceName}: {string.Join("; ", faults)}");
    }

    /// <summary>Writes the terms of an engine generation in the form of the embedded files.</summary>
    public static void Write(HostOverhead host, Stream stream) => ProfileWriter.Write(host, stream, json => json.HostOverhead);
}
