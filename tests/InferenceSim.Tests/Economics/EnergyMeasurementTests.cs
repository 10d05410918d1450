using System.Globalization;
using InferenceSim.Economics;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;
using MathNet.Numerics.Statistics;

namespace InferenceSim.Tests.Economics;

/// <summary>
/// Energy per output token against the ML.ENERGY leaderboard on H100 (dense models). Its input lengths are not published: 150 tokens are
/// assumed for chat, 300 for the long answers of GPQA.
/// </summary>
[TestFixture]
public sealed class EnergyMeasurementTests
{
    private const double MedianErrorPercent = 12;

    private static readonly Dictionary<string, string> s_models = new()
    {
        ["Qwen/Qwen3-8B"] = "qwen3-8b",
        ["Qwen/Qwen3-14B"] = "qwen3-14b",
        ["Qwen/Qwen3-32B"] = "qwen3-32b",
        ["meta-llama/Llama-3.1-8B-Instruct"] = "llama-3.1-8b",
        ["meta-llama/Llama-3.1-70B-Instruct"] = "llama-3.1-70b",
        ["meta-llama/Llama-3.3-70B-Instruct"] = "llama-3.1-70b",
        ["meta-llama/Llama-3.1-405B-Instruct-FP8"] = "llama-3.1-405b",
    };

    [Test]
    public void JoulesPerTokenOfDenseModelsOnH100()
    {
        string[] lines = File.ReadAllLines(SharedData.Require("energy/mlenergy_h100.csv"));
        string[] header = lines[0].Split(',');
        int Column(string name) => Array.IndexOf(header, name);
        List<double> errors = [], wattErrors = [];
        foreach (string[] row in lines[1..].Select(l => l.Split(',')).Where(r => s_models.ContainsKey(r[Column("model")])))
        {
            double Number(string name) => double.Parse(row[Column(name)], CultureInfo.InvariantCulture);
            bool chat = row[Column("scenario")].StartsWith("lm-arena-chat", StringComparison.Ordinal);
            RunEnergy energy = Simulate(
                s_models[row[Column("model")]], row[Column("precision")], (int)Number("n_gpus"), (int)Number("max_batch"),
                chat ? 150 : 300, (int)Number("mean_output_tokens"));
            double measured = Number("J_per_output_token");
            errors.Add(100 * ((energy.JoulesPerOutputToken!.Value / measured) - 1));
            wattErrors.Add(100 * ((energy.BusyWattsPerAccelerator!.Value / Number("watts_per_gpu")) - 1));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row[Column("model")],-42} {row[Column("scenario")],-26} b{row[Column("max_batch")],-5} J/token {measured:0.000} predicted {energy.JoulesPerOutputToken:0.000} ({errors[^1]:+0;-0}%), W {Number("watts_per_gpu"):0} predicted {energy.BusyWattsPerAccelerator:0} ({wattErrors[^1]:+0;-0}%)"));
        }

        double median = errors.Select(Math.Abs).Median();
        Console.WriteLine($"{errors.Count} rows: J/token median error {median:0.0}%, bias {errors.Mean():+0.0;-0.0}%; watts median error {wattErrors.Select(Math.Abs).Median():0.0}%");
        Assert.That(errors, Has.Count.GreaterThan(50));
        Assert.That(median, Is.LessThan(MedianErrorPercent));
    }

    private static RunEnergy Simulate(string model, string precision, int gpus, int users, int input, int output)
    {
        Accelerator h100 = AcceleratorCatalog.Find("h100-sxm");
        ServingLayout layout = new()
        {
            Model = ModelCatalog.Find(model),
            Accelerator = h100,
            TensorParallel = gpus,
            WeightFormat = precision.StartsWith("fp8", StringComparison.OrdinalIgnoreCase) ? NumberFormat.Fp8 : NumberFormat.Bf16,
            KvFormat = NumberFormat.Bf16,
        };
        MemoryPlan memory = MemoryPlan.Create(layout, 0.9, 16, users, 8192);
        RooflinePredictor predictor = new(layout);
        EngineOptions engine = new()
        {
            MaxSequences = users,
            TokenBudget = Math.Max(8192, users),
            Blocks = memory.Blocks,
            MaxModelLength = memory.DefaultMaxModelLength,
            PrefixCaching = false,
        };

        // Lengths spread evenly around their mean, so that users do not march in step.
        WorkloadSpec lengths = WorkloadSpec.OfLengths(
            new UniformLength(input, 0.5, UniformRule.PlusMinus), new UniformLength(output, 0.5, UniformRule.PlusMinus));
        IWorkload workload = GeneratedWorkload.Create("energy", lengths, ArrivalSpec.ClosedLoop(users), users * 4, 1, memory.DefaultMaxModelLength);
        SimulationReport report = SimulationRun.Execute(workload, engine, predictor, new RunOptions());
        return RunEnergy.Of(report, gpus, predictor.PeakFlopsPerSecond, predictor.PeakBytesPerSecond, PowerModel.Of(h100)!);
    }
}
