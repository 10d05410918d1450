using System.Globalization;
using System.IO.Compression;
using System.Text;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Traces;
using NUnit.Framework;

namespace InferenceSim.Tests.Workloads;

/// <summary>Traces packed with gzip: whole, joined, cut off and damaged.</summary>
public class PackedTraceTests
{
    private const int RowCount = 5_000;

    private static readonly byte[] s_text = Encoding.UTF8.GetBytes("arrival_seconds,input_tokens,output_tokens\n" + string.Concat(
        Enumerable.Range(0, RowCount).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{1 + (i * 7919 % 4001)},{1 + (i * 104729 % 997)}\n"))));

    private static readonly byte[] s_packed = Pack(s_text);

    [Test]
    public void WholeDataIsReadToItsEnd() => Assert.That(Load(s_packed).RequestCount, Is.EqualTo(RowCount));

    [Test]
    public void MembersJoinedIntoOneFileAreOneText()
    {
        int half = Array.IndexOf(s_text, (byte)'\n', s_text.Length / 2) + 1;
        byte[] joined = [.. Pack(s_text[..half]), .. Pack(s_text[half..])];

        Assert.That(Load(joined).RequestCount, Is.EqualTo(RowCount));
    }

    [Test]
    public void DataThatIsCutOffAnywhereIsNeverTakenForAShorterTrace([Values(1, 4, 8, 9, 50, 1_000, 10_000)] int missing)
    {
        Assert.That(
            () => Load(s_packed[..^missing]),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("packed.csv.gz: the gzip data is damaged"));
    }

    [Test]
    public void AChangedChecksumIsDamage()
    {
        byte[] damaged = [.. s_packed];
        damaged[^6] ^= 0xff;

        Assert.That(() => Load(damaged), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("damaged"));
    }

    [Test]
    public void ChangedDataIsDamageEvenWhereItStillUnpacksIntoRows()
    {
        byte[] damaged = [.. s_packed];
        damaged[damaged.Length / 2] ^= 0xff;

        Assert.That(() => Load(damaged), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("damaged"));
    }

    private static TraceWorkload Load(byte[] packed)
    {
        using MemoryStream stream = new(packed);
        return TraceFile.Load(stream, "packed.csv.gz");
    }

    private static byte[] Pack(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }
}
