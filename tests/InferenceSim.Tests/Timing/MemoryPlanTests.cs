using CsCheck;
using InferenceSim.Models;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

internal sealed class MemoryPlanTests
{
    private static readonly string[] s_models = ["llama-3.1-8b", "llama-3.1-70b", "llama-3.1-405b", "qwen3-32b", "gpt-3-175b"];
    private static readonly NumberFormat[] s_formats = [NumberFormat.Bf16, NumberFormat.Fp8, NumberFormat.Int4];

    [Test]
    public void Llama8BInSixteenBitsTakesTwoBytesAParameter()
    {
        MemoryPlan plan = MemoryPlan.Create(A.Layout(), 0.92, 16, 256, 8192);
        Assert.Multiple(() =>
        {
            Assert.That(plan.WeightBytes, Is.EqualTo(2 * 8_030_261_248));

            // 2 (K and V) x 8 heads x 128 x 32 layers x 2 bytes = 131,072 bytes a token, 16 tokens a block.
            Assert.That(plan.BlockBytes, Is.EqualTo(131_072 * 16));

            // 8,192 tokens x 2 bytes x (2 x 4,096 + 3 x 14,336); the logits of 256 sequences are less.
            Assert.That(plan.ActivationBytes, Is.EqualTo(8192L * 2 * (8192 + 43_008)));
            Assert.That(plan.BudgetBytes, Is.EqualTo((long)((81_559L << 20) * 0.92)));
            long left = plan.BudgetBytes - plan.WeightBytes - plan.ActivationBytes - plan.RuntimeReserveBytes;
            Assert.That(plan.Blocks, Is.EqualTo((left / plan.BlockBytes) - 1));
            Assert.That(plan.KvTokens, Is.EqualTo(16L * plan.Blocks));
            Assert.That(plan.DefaultMaxModelLength, Is.EqualTo(131_072));
            Assert.That(plan.Reason, Is.Null);
        });
    }

    [Test]
    public void FourBitGroupsCarryTheirScales()
    {
        // 128 weights: 64 bytes, a 16-bit scale and half a byte of zero point. Embeddings, head and norms stay in 16 bits.
        long matrices = 32L * ((4096L * 6144) + (4096L * 4096) + (3L * 4096 * 14_336));
        long rest = 8_030_261_248 - matrices;
        MemoryPlan plan = MemoryPlan.Create(A.Layout(weights: NumberFormat.Int4), 0.92, 16, 256, 8192);
        Assert.That(plan.WeightBytes, Is.EqualTo((matrices / 128 * 133 / 2) + (2 * rest)));
    }

    [Test]
    public void Llama70BInFp8FitsOneH100AsMeasuredRunsDid()
    {
        MemoryPlan plan = MemoryPlan.Create(A.Layout("llama-3.1-70b", weights: NumberFormat.Fp8, kv: NumberFormat.Fp8), 0.92, 16, 256, 8192);
        Assert.Multiple(() =>
        {
            Assert.That(plan.Feasible);
            Assert.That((plan.ActivationBytes + plan.RuntimeReserveBytes) / 1e9, Is.EqualTo(2.5).Within(0.1));
            Assert.That(plan.DefaultMaxModelLength, Is.EqualTo(plan.KvTokens).And.GreaterThan(8_000));
        });
    }

    [Test]
    public void WhatDoesNotFitSaysTheArithmeticAndWhatWould()
    {
        MemoryPlan plan = MemoryPlan.Create(A.Layout("llama-3.1-70b"), 0.92, 16, 1024, 8192);
        Assert.Multiple(() =>
        {
            Assert.That(plan.Feasible, Is.False);
            Assert.That(plan.Reason, Does.Contain("llama-3.1-70b in bf16 on 1 x h100-sxm does not fit: 85.52 GB shown x 0.92 = 78.68 GB"));
            Assert.That(plan.Reason, Does.Contain("weights 141.1"));
            Assert.That(plan.Reason, Does.EndWith("; would fit: tp 2 bf16, tp 1 fp8, tp 1 int8"));
        });
    }

    [Test]
    public void WhatFitsNowhereSaysSo()
    {
        MemoryPlan plan = MemoryPlan.Create(A.Layout("llama-3.1-405b", "l4"), 0.92, 16, 256, 2048);
        Assert.That(plan.Reason, Does.Contain("no tensor parallelism within the domain of 8 fits in any format"));
    }

    [Test]
    public void KvHeadsAreReplicatedWhereThereAreFewerThanAccelerators()
    {
        // qwen2.5-7b: 28 query heads, 4 KV heads of 128, 28 layers. tp 4: one head each.
        MemoryPlan four = MemoryPlan.Create(A.Layout("qwen2.5-7b", tp: 4), 0.9, 16, 256, 2048);
        Assert.That(four.BlockBytes, Is.EqualTo(16 * 2L * 1 * 128 * 28 * 2));

        // qwen2.5-3b: 16 query heads, 2 KV heads of 128, 36 layers. tp 8: still one head each.
        MemoryPlan eight = MemoryPlan.Create(A.Layout("qwen2.5-3b", tp: 8), 0.9, 16, 256, 2048);
        Assert.That(eight.BlockBytes, Is.EqualTo(16 * 2L * 1 * 128 * 36 * 2));
    }

    [Test]
    public void AUtilizationOutOfRangeIsRefused([Values(0, -0.1, 1.1, double.NaN)] double utilization) =>
        Assert.That(
            () => MemoryPlan.Create(A.Layout(), utilization, 16, 256, 2048),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("above 0 and at most 1"));

    [Test]
    public void MoreTensorParallelismNeverRaisesTheWeightsOfADevice() =>
        Gen.Select(
            Gen.Int[0, s_models.Length - 1],
            Gen.Int[0, s_formats.Length - 1],
            Gen.Int[0, 2]).Sample((model, format, power) =>
        {
            long narrow = Plan(s_models[model], s_formats[format], 1 << power), wide = Plan(s_models[model], s_formats[format], 2 << power);
            return wide <= narrow;
        });

    private static long Plan(string model, NumberFormat format, int tp) =>
        MemoryPlan.Create(A.Layout(model, tp: tp, weights: format), 0.92, 16, 256, 2048).WeightBytes;
}
