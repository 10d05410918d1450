using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// A recorded agent session as kv-cache-tester writes it: one JSON object a file. Names are the file's; what the reader does not need is
/// left out.
/// </summary>
/// <param name="Id">The session's name.</param>
/// <param name="BlockSize">Tokens in a hash block.</param>
/// <param name="Requests">Calls of the main agent, and markers of sub-agents.</param>
internal sealed record WekaSession(string Id, int BlockSize, IReadOnlyList<WekaCall> Requests);

/// <summary>A call to the model, or (<see cref="Type"/> <c>subagent</c>) a session of its own that begins then.</summary>
/// <param name="T">Seconds from the beginning of the session it stands in.</param>
/// <param name="Type"><c>n</c> or <c>s</c> for a call, <c>subagent</c> for a nested session.</param>
/// <param name="In">Input tokens.</param>
/// <param name="Out">Output tokens.</param>
/// <param name="HashIds">Its whole blocks; the partial tail has no id.</param>
/// <param name="ThinkTime">Seconds between the answer to the call before it and this one.</param>
/// <param name="Requests">The calls of a nested session.</param>
internal sealed record WekaCall(
    double T, string Type, int In, int Out, IReadOnlyList<long>? HashIds, double? ThinkTime, IReadOnlyList<WekaCall>? Requests);

/// <summary>Generated reading of session files; they have many more properties than are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(WekaSession))]
internal sealed partial class WekaJson : JsonSerializerContext;
