using System.Globalization;
using System.Text.Json;
using InferenceSim.Experiments.Calibration;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Scheduling;
using NUnit.Framework;

namespace InferenceSim.Tests.Hardware;

/// <summary>What a fit may depend on: no key of a profile names a model, and none brings an engine together with an accelerator.</summary>
internal sealed class KernelKeysTests
{
    private static readonly string[] s_engines = ["vllm", "sglang", "trtllm", "tensorrt", "nim"];

    [Test]
    public void NoKeyOrNameOfAProfileNamesAModel()
    {
        string[] models = [.. ModelCatalog.Names, .. ModelCatalog.Names.Select(n => n.Split('-')[0]).Distinct().Where(n => n.Length > 2)];
        foreach ((string file, string word) in KernelKeys().Concat(EngineKeys()))
        {
            Assert.That(models.Where(m => Contains(word, m)), Is.Empty, $"{file}: {word}");
        }
    }

    [Test]
    public void NoKernelProfileNamesAnEngineAndNoEngineNamesAnAccelerator()
    {
        string[] accelerators = [.. AcceleratorCatalog.Names.SelectMany(n => new[] { n, n.Split('-')[0] }).Distinct().Where(n => n.Length > 1)];
        Assert.Multiple(() =>
        {
            foreach ((string file, string word) in KernelKeys())
            {
                Assert.That(s_engines.Where(e => Contains(word, e)), Is.Empty, $"{file}: {word}");
            }

            foreach ((string file, string word) in EngineKeys())
            {
                Assert.That(accelerators.Where(a => Contains(word, a)), Is.Empty, $"{file}: {word}");
            }
        });
    }

    [Test]
    public void AFitHasAtMostItsShareOfParameters()
    {
        foreach (string name in KernelCatalog.Names)
        {
            KernelProfile profile = KernelCatalog.Find(name);
            foreach (GemmKind kind in Enum.GetValues<GemmKind>())
            {
                Assert.That(Numbers(profile.Gemm.For(kind)), Is.EqualTo(4), $"{name}, {kind}");
            }

            Assert.That(Numbers(profile.DecodeAttention), Is.EqualTo(3));
            Assert.That(Numbers(profile.PrefillAttention), Is.EqualTo(3));
        }

        foreach (HostFitQuality fit in HostCatalog.Names.Select(n => HostCatalog.Find(n).Fit).OfType<HostFitQuality>())
        {
            Assert.That(fit.Parameters, Has.Count.LessThanOrEqualTo(4));
            Assert.That(fit.RelativeStandardErrors, Has.Count.EqualTo(fit.Parameters.Count));
            Assert.That(fit.Correlations, Has.Count.EqualTo(fit.Parameters.Count));
            Assert.That(fit.Correlations.Select(row => row.Count), Is.All.EqualTo(fit.Parameters.Count));
            Assert.That(fit.Rows, Is.GreaterThan(5 * fit.Parameters.Count), "figures for each parameter");
        }
    }

    [Test]
    public void FittedTermsAreWrittenWithThreeDigits()
    {
        string[] longer = [.. HostCatalog.Names.Where(n => HostCatalog.Find(n).Fit is not null)
            .SelectMany(n => HostParameter.Of(HostCatalog.Find(n)).Select(p => (Engine: n, p.Name, Value: p.Get(HostCatalog.Find(n)))))
            .Where(t => t.Value != double.Parse(t.Value.ToString("E2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
            .Select(t => $"{t.Engine}: {t.Name} {t.Value}")];
        Assert.That(longer, Is.Empty);
    }

    private static int Numbers(object record) => record.GetType().GetProperties().Count(p => p.PropertyType == typeof(double));

    private static bool Contains(string word, string part) =>
        word.Split('-', '_', '.').Contains(part, StringComparer.OrdinalIgnoreCase) || (part.Length > 4 && word.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(string File, string Word)> KernelKeys() =>
        KernelCatalog.Names.SelectMany(n => Words($"kernels.{n}", n));

    private static IEnumerable<(string File, string Word)> EngineKeys() => HostCatalog.Names.SelectMany(n => Words($"engines.{n}", n));

    // The name of the file and every key in it; sources are prose and may say what was measured.
    private static IEnumerable<(string File, string Word)> Words(string file, string name)
    {
        using Stream stream = typeof(KernelCatalog).Assembly.GetManifestResourceStream($"InferenceSim.Hardware.data.{file}.json")!;
        using JsonDocument document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return [(file, name), .. Keys(document.RootElement).Distinct().Select(k => (file, k))];
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Keys(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Keys),
        _ => [],
    };
}
