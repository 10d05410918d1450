using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace InferenceSim.Tests.Serving;

/// <summary>
/// With one slot an engine is a single-server queue, and several behind one queue are a multi-server queue: their mean waits are known.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class QueueingTheoryTests
{
    private const double MeanServiceSeconds = 0.01;
    private const int Seeds = 10;
    private const int RequestsPerSeed = 40_000;

    [TestCase(0.5)]
    [TestCase(0.8)]
    public void ConstantServiceWaitsAsInMd1(double load)
    {
        // Pollaczek-Khinchine with no variance: W = rho S / (2 (1 - rho)).
        double expected = load * MeanServiceSeconds / (2 * (1 - load));
        Check(load, expected, Constant);
    }

    [TestCase(0.5)]
    [TestCase(0.8)]
    public void ExponentialServiceWaitsAsInMm1(double load)
    {
        // W = rho S / (1 - rho). Service is proportional to a prompt length of mean 10,000, so rounding to tokens is far below the interval.
        double expected = load * MeanServiceSeconds / (1 - load);
        Check(load, expected, Exponentially);
    }

    [TestCase(2, 0.5)]
    [TestCase(5, 0.7)]
    public void ExponentialServiceOfSeveralReplicasWaitsAsInMmc(int servers, double load)
    {
        // Erlang C: W = C(c, a) S / (c (1 - rho)), C from the recursion of Erlang B.
        double offered = load * servers;
        double blocking = 1;
        for (int k = 1; k <= servers; k++)
        {
            blocking = offered * blocking / (k + (offered * blocking));
        }

        double waiting = blocking / (1 - (load * (1 - blocking)));
        Check(load, waiting * MeanServiceSeconds / (servers * (1 - load)), Exponentially, servers);
    }

    [TestCase(2, 0.5)]
    [TestCase(5, 0.7)]
    public void ConstantServiceOfSeveralReplicasWaitsAsInMdc(int servers, double load)
    {
        // Crommelin (1932): seen once a service time, the customers are a chain N' = max(N - c, 0) + Poisson(c rho).
        const int states = 400;
        double[] arrivals = [.. Enumerable.Range(0, states).Select(k => Poisson.PMF(load * servers, k))];
        double[] now = new double[states];
        now[0] = 1;
        for (int round = 0; round < 400; round++)
        {
            double[] next = new double[states];
            for (int n = 0; n < states; n++)
            {
                for (int k = 0, left = Math.Max(n - servers, 0); left + k < states && now[n] > 1e-15; k++)
                {
                    next[left + k] += now[n] * arrivals[k];
                }
            }

            now = next;
        }

        double inSystem = now.Select((p, n) => p * n).Sum();
        double wait = (inSystem - (load * servers)) / (load * servers) * MeanServiceSeconds;
        Check(load, wait, Constant, servers);
    }

    private static int Constant(RandomStream random) => 10_000;

    private static int Exponentially(RandomStream random) => Math.Max(1, (int)Math.Round(Exponential.Sample(random, 1 / 10_000.0)));

    private static void Check(double load, double expected, Func<RandomStream, int> promptTokens, int servers = 1)
    {
        double[] means = [.. Enumerable.Range(0, Seeds).Select(seed => MeanWaitSeconds((ulong)seed, load, promptTokens, servers))];
        double halfWidth = StudentT.InvCDF(0, 1, Seeds - 1, 0.995) * means.StandardDeviation() / Math.Sqrt(Seeds);
        Console.WriteLine($"load {load}: wait {means.Mean() * 1000:0.000} ± {halfWidth * 1000:0.000} ms, theory {expected * 1000:0.000} ms");
        Assert.That(means.Mean(), Is.EqualTo(expected).Within(halfWidth));
        Assert.That(halfWidth, Is.LessThan(expected * 0.1), "the interval is narrow enough to mean something");
    }

    private static double MeanWaitSeconds(ulong seed, double load, Func<RandomStream, int> promptTokens, int servers)
    {
        EngineOptions oneSlot = new()
        {
            MaxSequences = 1,
            TokenBudget = 1_000_000,
            Blocks = 1_000,
            BlockSize = 1_000,
            MaxModelLength = 1_000_000,
            PrefixCaching = false,
        };
        LinearPredictor microsecondPerToken = new(0, 1_000_000, 0, 0);
        PoissonSource source = new(seed, servers * load / MeanServiceSeconds, promptTokens);
        DeploymentOptions options = new()
        {
            Groups = [new ReplicaGroup { Engine = oneSlot, Predictor = microsecondPerToken, Replicas = servers }],
            Router = RouterKind.CentralQueue,
        };
        SimulationReport report = SimulationRun.Execute(source, new Deployment(options, EngineMode.Leap), new RunOptions());
        Assert.That(report.RequestTime, Is.EqualTo(report.ResidenceTime), "Little's law");
        return report.Queue.MeanMs!.Value / 1000;
    }

    private sealed class PoissonSource(ulong seed, double rate, Func<RandomStream, int> promptTokens) : IRequestSource
    {
        private readonly RandomStream _arrivals = RandomStream.For(seed, "arrivals");
        private readonly RandomStream _lengths = RandomStream.For(seed, "lengths");
        private double _time;
        private int _index;

        public bool HasFollowUps => false;

        public bool TryNext(out Request request)
        {
            _time += Exponential.Sample(_arrivals, rate);
            request = new Request { Index = _index, Arrival = SimTime.FromSeconds(_time), PromptTokens = promptTokens(_lengths), OutputTokens = 1 };
            return _index++ < RequestsPerSeed;
        }

        public void OnFinished(in Request request, SimTime finish, List<Request> released)
        {
        }
    }
}
