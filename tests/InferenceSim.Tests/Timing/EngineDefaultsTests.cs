using InferenceSim.Hardware;
using InferenceSim.Scheduling;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

internal sealed class EngineDefaultsTests
{
    [TestCase("b200-sxm", false, 16_384, 1_024)]
    [TestCase("mi300x", true, 16_384, 1_024)]
    [TestCase("h100-sxm", true, 16_384, 1_024)]
    [TestCase("h100-sxm", false, 8_192, 1_024)]
    [TestCase("h20", false, 8_192, 1_024)]
    [TestCase("a100-80-sxm", true, 8_192, 256)]
    [TestCase("a100-80-sxm", false, 2_048, 256)]
    [TestCase("l40s", false, 2_048, 256)]
    [TestCase("tpu-v6e", false, 1_024, 256)]
    [TestCase("tpu-v5p", true, 512, 256)]
    public void FollowTheEnginesTable(string gpu, bool offline, int tokens, int sequences) =>
        Assert.That(EngineDefaults.For(AcceleratorCatalog.Find(gpu), offline), Is.EqualTo(new EngineDefaults(tokens, sequences)));
}
