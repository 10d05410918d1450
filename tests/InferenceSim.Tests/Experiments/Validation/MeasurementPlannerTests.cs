using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Scheduling;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Validation;

/// <summary>From a measurement to what is played.</summary>
[TestFixture]
public sealed class MeasurementPlannerTests
{
    private static readonly MeasurementPlanner s_planner = new();

    [Test]
    public void WhatIsNotPublishedIsNeverFilledIn()
    {
        MeasurementPlan plan = s_planner.Plan(AMeasurement.ClosedLoop() with { InputTokens = null });
        Assert.That(plan.Status, Is.EqualTo(ValidationStatus.Incomplete));
        Assert.That(plan.Reason, Is.EqualTo("not published: isl"));
        Assert.That(plan.Spec, Is.Null);
    }

    [Test]
    public void QualityCAndSpeculationAreExcluded()
    {
        Assert.That(s_planner.Plan(AMeasurement.ClosedLoop() with { Quality = "C" }).Status, Is.EqualTo(ValidationStatus.Excluded));
        Assert.That(s_planner.Plan(AMeasurement.ClosedLoop() with { SpeculativeDecoding = "mtp" }).Status, Is.EqualTo(ValidationStatus.Excluded));
        Assert.That(s_planner.Plan(AMeasurement.ClosedLoop() with { SourceKey = "inferencex-disagg" }).Status, Is.EqualTo(ValidationStatus.Excluded));
    }

    [TestCase("a-model", "H100-SXM5-80GB", "model 'a-model'")]
    [TestCase("llama-3-8b", "Z9", "accelerator 'Z9'")]
    public void NamesWhatItDoesNotKnow(string model, string gpu, string reason)
    {
        MeasurementPlan plan = s_planner.Plan(AMeasurement.ClosedLoop() with { Model = model, Gpu = gpu });
        Assert.That(plan.Status, Is.EqualTo(ValidationStatus.Unsupported));
        Assert.That(plan.Reason, Does.StartWith(reason));
    }

    [Test]
    public void ADoubtedRowIsPlayedAllTheSame()
    {
        MeasurementPlan plan = s_planner.Plan(AMeasurement.ClosedLoop() with { SuspectReason = "too good" });
        Assert.That(plan.Status, Is.EqualTo(ValidationStatus.Suspect));
        Assert.That(plan.Spec, Is.Not.Null);
    }

    [Test]
    public void AClosedLoopHasTenRequestsAUserAndAtLeastTwoHundred()
    {
        Assert.That(s_planner.Plan(AMeasurement.ClosedLoop()).Spec!.Requests, Is.EqualTo(200));
        PlaySpec spec = s_planner.Plan(AMeasurement.ClosedLoop() with { Load = 64 }).Spec!;
        Assert.That(spec.Requests, Is.EqualTo(640));
        Assert.That(spec.Arrivals, Is.EqualTo(ArrivalSpec.ClosedLoop(64)));
    }

    [Test]
    public void ReplicasShareTheLoadEvenly()
    {
        PlaySpec spec = s_planner.Plan(AMeasurement.ClosedLoop() with { Load = 64, Dp = 4, Gpus = 4 }).Spec!;
        Assert.That(spec.Replicas, Is.EqualTo(4));
        Assert.That(spec.Arrivals.Users, Is.EqualTo(16));
    }

    [Test]
    public void RanksOfTensorRtShareExpertsAndAreOneInstance()
    {
        // Attention data parallelism over four accelerators; without a word on ep the experts are spread over all of them.
        Measurement four = AMeasurement.ClosedLoop() with { Model = "gpt-oss-120b", WeightPrecision = "mxfp4", Load = 64, Dp = 4, Gpus = 4 };
        PlaySpec shared = s_planner.Plan(four with { Engine = "tensorrt-llm", EngineVersion = "1.2.0rc2" }).Spec!;
        Assert.That((shared.Replicas, shared.Layout.DataParallel, shared.Layout.ExpertParallel, shared.Arrivals.Users), Is.EqualTo((1, 4, 4, 64)));
        PlaySpec apart = s_planner.Plan(four).Spec!;
        Assert.That((apart.Replicas, apart.Layout.DataParallel, apart.Arrivals.Users), Is.EqualTo((4, 1, 16)));
    }

    [Test]
    public void APublishedHitRateIsWhatPromptsHaveInCommon()
    {
        Measurement row = AMeasurement.ClosedLoop() with { InputTokens = 1000, PrefixCache = "on; realised token hit rate 0.9, ideal 0.915 (with shared system prompt)" };
        Assert.That(s_planner.Plan(row).Spec!.SharedPrefix, Is.EqualTo(new SharedPrefixSpec(1, new FixedLength(900))));
        Assert.That(MeasurementPlayer.Play(s_planner.Plan(row).Spec!).Report.CacheHitFraction, Is.EqualTo(0.9).Within(0.02));
        Assert.That(s_planner.Plan(row with { PrefixCache = "on" }).Spec!.SharedPrefix, Is.Null);
    }

    [Test]
    public void AClientThatSendsTheSamePromptsAgainFindsThemCached()
    {
        // 6,000 requests of 100 different prompts: all but the first of each find every full block of 16 tokens but the last.
        Measurement row = AMeasurement.ClosedLoop() with { SourceKey = "blis-training", Mode = MeasuredMode.OpenLoop, Load = 10, InputTokens = 592 };
        PlaySpec spec = s_planner.Plan(row).Spec!;
        Assert.That(spec.Requests, Is.EqualTo(6000));
        Assert.That(MeasurementPlayer.Play(spec).Report.CacheHitFraction, Is.EqualTo(5900.0 / 6000 * 576 / 592).Within(0.005));
        Assert.That(MeasurementPlayer.Play(spec with { SharedPrefix = null }).Report.CacheHitFraction, Is.Zero);
    }

    [TestCase("gpustack-lab", "vllm bench serve, ShareGPT, 1000 prompts", true)]
    [TestCase("gpustack-lab", "vllm bench serve, random fixed length, 1000 prompts", false)]
    [TestCase("trtllm-online-v0.14", "500 requests, mean lengths as printed (distribution not documented; sharegpt?)", false)]
    public void LengthsOfAKnownDataSetVaryAroundThePublishedMean(string source, string dataset, bool vary)
    {
        PlaySpec spec = s_planner.Plan(AMeasurement.ClosedLoop() with { SourceKey = source, Dataset = dataset, InputTokens = 217.4, OutputTokens = 201.6 }).Spec!;
        Assert.That(spec.InputTokens, Is.InstanceOf(vary ? typeof(CdfLength) : typeof(FixedLength)));
        Assert.That(spec.InputTokens.Mean, Is.EqualTo(217.4).Within(vary ? 1e-6 : 0.5));
        Assert.That(spec.OutputTokens.Mean, Is.EqualTo(201.6).Within(vary ? 1e-6 : 0.5));
        Assert.That(spec.Engine.MaxModelLength, vary ? Is.InRange(2000, 3000) : Is.LessThan(500));
    }

    [Test]
    public void TheShapeOfShareGptIsThatOfBothOrdersOfItsTurns()
    {
        // Over a thousand prompts the tool prints 217 and 202 tokens, half of the prompts below 83 and a tenth above 621 (in another tokenizer).
        DatasetLengths shape = ProtocolTable.Shipped.Default.DatasetLengths!.Single();
        Assert.That(new CdfLength(shape.PromptTokens).Mean, Is.EqualTo(217).Within(3).Percent);
        Assert.That(new CdfLength(shape.OutputTokens).Mean, Is.EqualTo(202).Within(15).Percent);
    }

    [Test]
    public void WhatPassesASlowFrontEndAtOnceGetsThroughTogether()
    {
        Measurement burst = AMeasurement.ClosedLoop() with { Mode = MeasuredMode.Offline, Load = 500, SourceKey = "gpustack-lab" };
        PlaySpec spec = s_planner.Plan(burst).Spec!;
        PlayResult slow = MeasurementPlayer.Play(spec), usual = MeasurementPlayer.Play(spec with { FrontEndRequestSeconds = null });
        double wait = 500 * spec.FrontEndRequestSeconds!.Value;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(slow.Report.Ttft.MeanMs!.Value - usual.Report.Ttft.MeanMs!.Value, Is.EqualTo(1e3 * wait).Within(0.1));
            Assert.That((500 / slow.RequestsPerSecond) - (500 / usual.RequestsPerSecond), Is.EqualTo(wait).Within(1e-6), "the client's clock runs meanwhile");
            Assert.That(s_planner.Plan(burst with { Engine = "sglang", EngineVersion = "0.5.3" }).Spec!.FrontEndRequestSeconds, Is.Null);
        }
    }

    [Test]
    public void OnesWhoComeOneByOneWaitForTheSlowFrontEndInTurn()
    {
        PlaySpec spec = s_planner.Plan(AMeasurement.ClosedLoop() with { Load = 1, SourceKey = "gpustack-lab" }).Spec!;
        PlayResult slow = MeasurementPlayer.Play(spec), usual = MeasurementPlayer.Play(spec with { FrontEndRequestSeconds = null });
        Assert.That(slow.Report.Ttft.MeanMs!.Value - usual.Report.Ttft.MeanMs!.Value, Is.EqualTo(1e3 * spec.FrontEndRequestSeconds!.Value).Within(1e-6));
    }

    [Test]
    public void InferenceXLetsPromptsOf70BWaitOnBlackwell()
    {
        Measurement row = AMeasurement.ClosedLoop() with
        {
            SourceKey = "aic-silicon-inferencex",
            Engine = "tensorrt-llm",
            EngineVersion = "",
            Model = "llama-3.3-70b",
            WeightPrecision = "nvfp4",
            Gpu = "B200-SXM-180GB",
            Gpus = 2,
            Tp = 2,
            Load = 64,
            InputTokens = 1024,
            OutputTokens = 1024,
        };
        Assert.That(s_planner.Plan(row).Spec!.Engine.BatchWait, Is.EqualTo(new BatchWait(20, 2024)), "0.9 of a context limit of 2,248");
        Assert.That(s_planner.Plan(row with { OutputTokens = 8192 }).Spec!.Engine.BatchWait, Is.Null);
        Assert.That(s_planner.Plan(row with { Gpus = 8, Tp = 8 }).Spec!.Engine.BatchWait, Is.Null);
    }

    [TestCase("python3 -m sglang.launch_server --tp 8 --enable-dp-attention; all prompts", 1)]
    [TestCase("python3 -m sglang.launch_server --tp 8 --ep", 8)]
    [TestCase("python3 -m sglang.launch_server --tp 8 --ep 8; all prompts", 8)]
    [TestCase("", 8)]
    public void ExpertsOfSglangAreSplitUnlessItsCommandSpreadsThem(string notes, int ep)
    {
        Measurement eight = AMeasurement.ClosedLoop() with { Engine = "sglang", EngineVersion = "0.5.3", Model = "deepseek-r1", WeightPrecision = "fp8", Gpu = "H200-SXM-141GB" };
        Assert.That(s_planner.Plan(eight with { Gpus = 8, Tp = 8, Ep = 8, Notes = notes }).Spec!.Layout.ExpertParallel, Is.EqualTo(ep));
    }

    [TestCase("sglang", 64, 30, CollectiveKind.Workspace)]
    [TestCase("sglang", 8, 10, CollectiveKind.Workspace)]
    [TestCase("vllm", 64, 1, CollectiveKind.Workspace)]
    public void InferenceXSetsWhatItsScriptsSetOnBlackwell(string engine, double users, int interval, CollectiveKind collectives)
    {
        Measurement row = AMeasurement.ClosedLoop() with { SourceKey = "inferencex-api", Engine = engine, EngineVersion = engine == "vllm" ? "0.11.2" : "0.5.9", Gpu = "B200-SXM-180GB", Load = users };
        PlaySpec spec = s_planner.Plan(row).Spec!, elsewhere = s_planner.Plan(row with { Gpu = "H200-SXM-141GB" }).Spec!;
        Assert.That((spec.Engine.ReceiveIntervalSteps, spec.Layout.Collectives), Is.EqualTo((interval, (CollectiveKind?)collectives)));
        Assert.That((elsewhere.Engine.ReceiveIntervalSteps, elsewhere.Layout.Collectives), Is.EqualTo((1, (CollectiveKind?)null)));
    }

    [Test]
    public void AnEngineInTheBenchmarksOwnProcessHasNoFrontEnd()
    {
        Measurement row = AMeasurement.ClosedLoop() with { Engine = "tensorrt-llm", EngineVersion = "0.8.0", SourceKey = "trtllm-static-v0.8.0", Mode = MeasuredMode.Offline, Load = 1 };
        Assert.That(s_planner.Plan(row).Spec!.InProcess, Is.True);
        Assert.That(s_planner.Plan(row with { SourceKey = "nim-genaiperf" }).Spec!.InProcess, Is.False);
    }

    [Test]
    public void RanksOfInferenceXWaitForEachOther()
    {
        Measurement row = AMeasurement.ClosedLoop() with
        {
            SourceKey = "inferencex-api",
            Engine = "tensorrt-llm",
            EngineVersion = "1.2",
            Model = "deepseek-r1",
            Gpu = "B200-SXM-180GB",
            WeightPrecision = "nvfp4",
            KvPrecision = "fp8",
            Gpus = 8,
            Tp = 1,
            Dp = 8,
            Ep = 8,
        };
        PlaySpec spec = s_planner.Plan(row).Spec!;
        Assert.That(spec.Engine.RankBalance, Is.EqualTo(new RankBalance(8, 60)));
        Assert.That(spec.StreamInterval, Is.EqualTo(10));
        Assert.That(s_planner.Plan(row with { Tp = 8, Dp = 1 }).Spec!.Engine.RankBalance, Is.Null);
        Assert.That(spec.Engine.TokenBudget, Is.EqualTo(8 * s_planner.Plan(row with { Tp = 8, Dp = 1 }).Spec!.Engine.TokenBudget), "each rank has its own");
    }

    [Test]
    public void ALayoutThatIsNotTheAcceleratorsIsUnsupported() =>
        Assert.That(s_planner.Plan(AMeasurement.ClosedLoop() with { Gpus = 3 }).Reason, Is.EqualTo("tp 1 x pp 1 x dp 1 are not the 3 accelerators"));

    [Test]
    public void NominalLengthsHaveAMeanOfNineTenths()
    {
        PlaySpec spec = s_planner.Plan(AMeasurement.ClosedLoop() with { SourceKey = "inferencex-csv", InputTokens = 1000, OutputTokens = 500 }).Spec!;
        Assert.That(spec.InputTokens.Mean, Is.EqualTo(900));
        Assert.That(spec.OutputTokens.Mean, Is.EqualTo(450));
        Assert.That(s_planner.Plan(AMeasurement.ClosedLoop() with { SourceKey = "nebius-h200-gloria", InputTokens = 900 }).Spec!.InputTokens.Mean, Is.EqualTo(900));
    }

    [Test]
    public void AStaticRowIsOneBatchOfItsSize()
    {
        PlaySpec spec = s_planner.Plan(AMeasurement.ClosedLoop() with
        {
            SourceKey = "trtllm-static-v0.9.0",
            Engine = "tensorrt-llm",
            EngineVersion = "0.9.0",
            Mode = MeasuredMode.Offline,
            Load = 32,
        }).Spec!;
        Assert.That(spec.Engine.Policy, Is.EqualTo(BatchingPolicy.Static));
        Assert.That(spec.Requests, Is.EqualTo(32));
        Assert.That(spec.Arrivals, Is.EqualTo(ArrivalSpec.AllAtOnce()));
    }

    [Test]
    public void ARowsOwnLimitsGoBeforeThoseOfItsSource()
    {
        Measurement m = AMeasurement.ClosedLoop() with { SourceKey = "trtllm-ifb-v0.11", Engine = "tensorrt-llm", EngineVersion = "0.11.0", Mode = MeasuredMode.Offline, Load = double.PositiveInfinity };
        Assert.That(s_planner.Plan(m).Spec!.Engine.MaxSequences, Is.EqualTo(2048), "the page's table for llama-3-8b");
        Assert.That(s_planner.Plan(m with { MaxSequences = 64 }).Spec!.Engine.MaxSequences, Is.EqualTo(64));
        Assert.That(s_planner.Plan(m with { Notes = "command: trtllm-serve --max_batch_size=96" }).Spec!.Engine.MaxSequences, Is.EqualTo(96));
    }

    [Test]
    public void QuantisedTensorRtCheckpointsCarryAnEightBitCache()
    {
        Measurement m = AMeasurement.ClosedLoop() with { WeightPrecision = "fp8" };
        Assert.That(s_planner.Plan(m).Spec!.Layout.KvFormat, Is.EqualTo(NumberFormat.Bf16), "vLLM");
        Assert.That(s_planner.Plan(m with { Engine = "tensorrt-llm", EngineVersion = "1.0" }).Spec!.Layout.KvFormat, Is.EqualTo(NumberFormat.Fp8));
        Assert.That(s_planner.Plan(m with { KvPrecision = "fp8" }).Spec!.Layout.KvFormat, Is.EqualTo(NumberFormat.Fp8), "as published");
    }
}
