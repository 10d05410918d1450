using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Tests.Workloads;

public sealed class WorkloadSpecTests
{
    private const string Good = """
        {
          // comments and trailing commas are fine
          "description": "d", "source": "s",
          "prompt_tokens": { "kind": "uniform", "tokens": 100, "ratio": 0.5, "rule": "pm" },
          "output_tokens": { "kind": "lognormal", "components": [ { "weight": 1, "mu": 3, "sigma": 0.5 } ], "maximum": 99 },
          "shared_prefixes": [ { "count": 3, "tokens": { "kind": "fixed", "tokens": 20 }, "zipf_exponent": 0.9, "draws": 2 } ],
          "sessions": {
            "turns": { "kind": "weighted", "choices": [[1, 2], [4, 1]] },
            "new_tokens": { "kind": "cdf", "points": [[5, 0.5], [9, 1]] },
            "think_time": { "kind": "exponential", "mean_seconds": 4 },
          },
          "arrivals": { "kind": "all-at-once" },
        }
        """;

    [Test]
    public void EveryPartIsRead()
    {
        WorkloadSpec spec = Read(Good);
        Assert.That(spec.PromptTokens, Is.EqualTo(new UniformLength(100, 0.5, UniformRule.PlusMinus)));
        Assert.That(((LognormalLength)spec.OutputTokens).Maximum, Is.EqualTo(99));
        Assert.That(spec.SharedPrefixes[0].Draws, Is.EqualTo(2));
        Assert.That(spec.Sessions!.ThinkTime, Is.EqualTo(new ExponentialThinkTime(4)));
        Assert.That(spec.Arrivals!.Kind, Is.EqualTo(ArrivalKind.AllAtOnce));
    }

    [TestCase("\"source\": \"s\"", "\"sauce\": \"s\"", "w.json:3:", "source")]
    [TestCase("\"ratio\": 0.5", "\"ratio\": 1.5", "w.json", "between 0 and 1")]
    [TestCase("\"ratio\": 0.5, ", "", "w.json:4:", "ratio")]
    [TestCase("\"pm\"", "\"plus\"", "w.json:4:", "rule")]
    [TestCase("\"kind\": \"cdf\"", "\"kind\": \"pdf\"", "w.json:9:", "pdf")]
    [TestCase("[9, 1]", "[9, 0.9]", "w.json", "must be 1")]
    [TestCase("\"count\": 3", "\"count\": 0", "w.json", "count 0")]
    [TestCase("\"kind\": \"all-at-once\"", "\"kind\": \"poisson\"", "w.json", "rate 0")]
    public void MistakesAreToldWithTheirPlace(string right, string wrong, string place, string word) =>
        Assert.That(() => Read(Good.Replace(right, wrong, StringComparison.Ordinal)),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith(place).And.Message.Contains(word));

    private static WorkloadSpec Read(string json) => WorkloadSpec.Read(A.Text(json), "w.json");
}
