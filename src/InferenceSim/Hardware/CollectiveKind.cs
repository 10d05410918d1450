using System.Text.Json.Serialization;

namespace InferenceSim.Hardware;

/// <summary>Whose all-reduce an engine uses.</summary>
public enum CollectiveKind
{
    /// <summary>Kernels of the engine's own that read the other accelerators' buffers in place, registered when graphs are captured.</summary>
    [JsonStringEnumMemberName("registered")]
    Registered,

    /// <summary>Kernels of the engine's own that go through a workspace, faster for little and slower for much; beyond it the collective library.</summary>
    [JsonStringEnumMemberName("workspace")]
    Workspace,

    /// <summary>The collective library (NCCL) for every size.</summary>
    [JsonStringEnumMemberName("library")]
    Library,
}
