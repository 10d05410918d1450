using InferenceSim.Experiments;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Models;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Validation;

/// <summary>The data files: protocols, names, engine generations.</summary>
[TestFixture]
public sealed class ValidationTableTests
{
    [TestCase("vllm", "0.5.4", "vllm-v0")]
    [TestCase("vllm (ROCm)", "0.6.x Nov 2024", "vllm-v0")]
    [TestCase("vllm", "0.11.0", "vllm-v1")]
    [TestCase("vllm", "0.15.x fork with tracing (BLIS collection, Feb 2026)", "vllm-v1-async")]
    [TestCase("vllm", "", "vllm-v1-async")]
    [TestCase("sglang", "lmsysorg/sglang:v0.5.12-cu130", "sglang")]
    [TestCase("nvidia nim (tensorrt-llm)", "NIM 1.0 era", "nim")]
    [TestCase("tensorrt-llm", "0.9.0", "trtllm-cpp-2024")]
    [TestCase("tensorrt-llm", "0.17", "trtllm-cpp")]
    [TestCase("tensorrt-llm (triton tensorrtllm_backend)", "0.14.0", "trtllm-cpp")]
    [TestCase("tensorrt-llm", "0.5.0", "trtllm-cpp-2023")]
    [TestCase("tensorrt-llm", "TensorRT 10.2.0, CUDA 12.4", "trtllm-cpp")]
    [TestCase("tensorrt-llm", "0.20", "trtllm-pytorch-overlap")]
    [TestCase("tensorrt-llm", "1.0.0rc3", "trtllm-pytorch-overlap")]
    [TestCase("tensorrt-llm", "1.2.0rc2", "trtllm-pytorch-pdl")]
    public void EngineAndVersionMeanAGeneration(string engine, string version, string generation) =>
        Assert.That(EngineTable.Shipped.Find(engine, version)?.Name, Is.EqualTo(generation));

    [Test]
    public void AnUnknownEngineHasNoGeneration() => Assert.That(EngineTable.Shipped.Find("llama.cpp", "b4000"), Is.Null);

    [Test]
    public void EveryGenerationHasAPolicyAndAHostThatExist() =>
        Assert.That(
            EngineTable.Shipped.Generations.Where(g => !g.Policies.Any(BatchingPolicies.Names.Contains) || !g.Hosts.Any(HostCatalog.Names.Contains)).Select(g => g.Name),
            Is.Empty);

    [Test]
    public void OneArchitectureHasSeveralNames() =>
        Assert.That(NameTable.Shipped.Model("llama-3.3-70b"), Is.SameAs(NameTable.Shipped.Model("llama-3-70b")).And.Not.Null);

    [Test]
    public void FpEightOfDeepSeekIsInBlocks()
    {
        Assert.That(NameTable.Shipped.Precision("fp8", NameTable.Shipped.Model("deepseek-r1")), Is.EqualTo(NumberFormat.Fp8Block));
        Assert.That(NameTable.Shipped.Precision("fp8", NameTable.Shipped.Model("llama-3-8b")), Is.EqualTo(NumberFormat.Fp8));
    }

    [Test]
    public void EveryModelAndFormatOfTheNameTableExists()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (string model in NameTable.Shipped.Models.Values)
            {
                Assert.That(ModelCatalog.Names, Does.Contain(model));
            }

            foreach (string precision in NameTable.Shipped.Precisions.Keys)
            {
                Assert.That(NameTable.Shipped.Precision(precision), Is.Not.Null, precision);
            }
        }
    }

    [Test]
    public void EveryProtocolGivesAReasonAndNamesGenerationsAndFormatsThatExist()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (Protocol protocol in ProtocolTable.Shipped.Sources)
            {
                Assert.That(protocol.Reason, Has.Length.GreaterThan(40));
                foreach (EngineSetting setting in protocol.Settings ?? [])
                {
                    Assert.That(setting.Reason, Is.Not.Empty);
                    Assert.That(setting.Generation is null || EngineTable.Shipped.Named(setting.Generation) is not null);
                    Assert.That(setting.KvPrecision is null || NameTable.Shipped.Precision(setting.KvPrecision) is not null);
                }
            }
        }
    }

    [Test]
    public void AnEntryLeavesTheRestToTheDefault()
    {
        Protocol protocol = ProtocolTable.Shipped.Find("inferencex-csv");
        Assert.That(protocol.FewestRequests, Is.EqualTo(1), "its own");
        Assert.That(protocol.RequestsPerUser, Is.EqualTo(10), "the default's");
        Assert.That(ProtocolTable.Shipped.Find("nobody").Lengths, Is.EqualTo(LengthLaw.Fixed));
    }
}
