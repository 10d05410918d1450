using System.Globalization;
using System.Text;
using InferenceSim.Experiments;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>Expert parallelism and attention data parallelism, as scenarios ask for them.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class ExpertParallelScenarioTests
{
    [Test]
    public void RanksShareTheExpertsOfAllTheirAccelerators()
    {
        PointInputs inputs = Plan("\"tp\": 2, \"dp\": 4").Inputs;
        Assert.That((inputs.Tp, inputs.Dp, inputs.Ep, inputs.Gpus), Is.EqualTo((2, 4, 8, 8)));
    }

    [Test]
    public void ExpertsCanBeWholeWithoutRanks()
    {
        ScenarioPlan plan = Plan("\"tp\": 8, \"ep\": 8");
        Assert.That((plan.Inputs.Dp, plan.Inputs.Ep, plan.Inputs.Gpus), Is.EqualTo((1, 8, 8)));
        Assert.That(plan.Layout!.ExpertParallel, Is.EqualTo(8));
    }

    [Test]
    public void EveryRankHoldsTheCacheOfItsOwnSequences()
    {
        // Latent attention is whole on every accelerator of a tensor-parallel group, so that ranks of one hold almost as many times the tokens.
        Assert.That(Plan("\"tp\": 1, \"dp\": 8").Inputs.KvBlocks, Is.GreaterThan(5 * Plan("\"tp\": 8").Inputs.KvBlocks!.Value));
    }

    [Test]
    public void ASequenceIsNoLongerThanTheCacheOfItsRank()
    {
        ScenarioPlan plan = Plan("\"tp\": 1, \"dp\": 8, \"kv_blocks\": 800");
        Assert.That(plan.Inputs.MaxModelLen, Is.EqualTo(100 * plan.Inputs.BlockSize));
        Assert.That(Plan("\"tp\": 1, \"dp\": 8, \"kv_blocks\": 800, \"max_model_len\": 2000").Reason, Does.Contain("100 blocks x 16"));
    }

    [Test]
    public void RedundantExpertsMakeThemDivide()
    {
        Assert.That(Plan("\"tp\": 1, \"dp\": 144").Reason, Does.Contain("ep 144 does not divide the 256 experts"));
        Assert.That(Plan("\"tp\": 1, \"dp\": 144, \"redundant_experts\": 32").Status, Is.EqualTo(PointStatus.Ok));
        Assert.That(Plan("\"tp\": 8, \"redundant_experts\": 32").Reason, Does.Contain("redundant experts need expert parallelism"));
    }

    [Test]
    public void CopiesOfExpertsTakeMemory()
    {
        long weights = Plan("\"tp\": 1, \"dp\": 32").WeightBytes;

        // One expert more on each accelerator, in each of the 58 layers that have them: 3 x 7,168 x 2,048 bytes in fp8, and scales.
        long copies = Plan("\"tp\": 1, \"dp\": 32, \"redundant_experts\": 32").WeightBytes - weights;
        Assert.That(copies, Is.EqualTo(58.0 * 3 * 7168 * 2048).Within(0.1).Percent);
    }

    [Test]
    public void RanksOfADenseModelAreReplicas()
    {
        ScenarioPlan plan = Plan("\"tp\": 1, \"dp\": 2, \"ep\": 1");
        Assert.That(plan.Status, Is.EqualTo(PointStatus.Unsupported));
        Assert.That(plan.Reason, Does.Contain("--replicas 2"));
    }

    [Test]
    public void ALinearPredictorKnowsNoExperts() => Assert.That(
        () => A.Resolver().Plan(ScenarioFile.Read(
            Stream("{\"predictor\": {\"kind\": \"linear\", \"base_ps\": 1000}, \"kv_blocks\": 100, \"dp\": 2}"), "test.json")),
        Throws.TypeOf<UsageException>().With.Message.Contains("--dp and --ep"));

    private static ScenarioPlan Plan(string fields) => A.Resolver().Plan(ScenarioFile.Read(
        Stream(string.Create(CultureInfo.InvariantCulture, $"{{ \"model\": \"deepseek-r1\", \"precision\": \"fp8\", \"gpu\": \"h200-sxm\", \"engine\": \"vllm-v1\", {fields} }}")), "test.json"));

    private static MemoryStream Stream(string json) => new(Encoding.UTF8.GetBytes(json));
}
