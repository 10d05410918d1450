using System.Text.Json;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

/// <summary>Recorded agent sessions as kv-cache-tester publishes them.</summary>
public sealed class WekaSessionTests
{
    private const string Session = """
        {"id":"trace_1","models":["m"],"block_size":64,"hash_id_scope":"local","tool_tokens":10,"system_tokens":5,"requests":[
        {"t":0.0,"type":"n","model":"m","in":130,"out":20,"hash_ids":[1,2],"input_types":["text"],"stop":"tool_use","api_time":2.0,"think_time":0.0},
        {"t":3.5,"type":"subagent","agent_id":"agent_001","requests":[
          {"t":0.0,"type":"n","model":"h","in":64,"out":7,"hash_ids":[9],"think_time":0.0},
          {"t":4.0,"type":"s","model":"h","in":200,"out":8,"hash_ids":[9,10,11],"think_time":1.25}],"models":["h"]},
        {"t":9.0,"type":"s","model":"m","in":200,"out":30,"hash_ids":[1,2,3],"think_time":0.5}],
        "totals":{"combined_tokens":{"input":594,"output":65}}}
        """;

    [Test]
    public void CallsFollowTheirOwnAgentAndSubAgentsBeginAtTheirMarker()
    {
        TraceWorkload trace = A.Trace(Session);
        Assert.That((trace.Format, trace.BlockTokens), Is.EqualTo((TraceFormat.WekaSession, (int?)64)));
        IRequestSource play = trace.Start();
        Assert.That(play.TryNext(out Request first), Is.True);
        Assert.That(play.TryNext(out Request nested), Is.True);
        Assert.That(play.TryNext(out _), Is.False);
        Assert.That((first.PromptTokens, first.Arrival.Seconds, nested.PromptTokens, nested.Arrival.Seconds), Is.EqualTo((130, 0.0, 64, 3.5)));

        List<Request> released = [];
        play.OnFinished(first, SimTime.FromSeconds(7), released);
        play.OnFinished(nested, SimTime.FromSeconds(8), released);
        Assert.That(released.Select(r => (r.PromptTokens, r.OutputTokens, r.Arrival.Seconds, r.Session)), Is.EqualTo([(200, 30, 7.5, 0), (200, 8, 9.25, 1)]));
        Assert.That(released[0].Content!.Select(s => (s.Stream, s.Tokens)).Take(3), Is.EqualTo(
            [(TokenStreams.TraceBlock(1), 64), (TokenStreams.TraceBlock(2), 64), (TokenStreams.TraceBlock(3), 64)]));
        Assert.That(released[0].Content!.Sum(s => s.Tokens), Is.EqualTo(200), "the rest is its own");
    }

    [TestCase("trace_0167")]
    [TestCase("trace_0226")]
    [TestCase("trace_0277")]
    [TestCase("trace_0291")]
    [TestCase("trace_0371")]
    public void TokensAddUpToTheTotalsOfTheFile(string name)
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require($"traces/weka-agentic/raw/{name}.json"));
        using JsonDocument json = JsonDocument.Parse(bytes);
        JsonElement totals = json.RootElement.GetProperty("totals").GetProperty("combined_tokens");
        List<TraceRow> rows = [.. TraceFile.ReadRows(new MemoryStream(bytes), name)];
        Assert.That(rows.Sum(r => (long)r.PromptTokens), Is.EqualTo(totals.GetProperty("input").GetInt64()));
        Assert.That(rows.Sum(r => (long)r.OutputTokens), Is.EqualTo(totals.GetProperty("output").GetInt64()));
    }

    [TestCase("\"in\":130", "\"in\":100", "2 whole blocks of 64")]
    [TestCase("\"t\":9.0", "\"t\":-9.0", "'t' -9")]
    [TestCase("\"block_size\":64", "\"block_size\":0", "'block_size' above 0")]
    [TestCase("\"out\":30", "\"out\":\"x\"", "trace.txt:")]
    public void MistakesAreExplained(string right, string wrong, string message) => Assert.That(
        () => A.Trace(Session.Replace(right, wrong, StringComparison.Ordinal)),
        Throws.InstanceOf<InvalidConfigurationException>().With.Message.Contains(message));
}
