using CsvHelper;
using InferenceSim.Experiments;
using InferenceSim.Serving;

namespace InferenceSim.Results;

/// <summary>Writes what a run gave each tenant as CSV, a row for each.</summary>
public static class TenantCsv
{
    /// <summary>Writes header and rows; the stream stays open.</summary>
    public static void Write(Stream stream, PointResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteHeader([.. TenantColumns.All.Select(c => c.Name)]);
        foreach (TenantReport tenant in result.Report?.Tenants ?? [])
        {
            foreach ((_, Func<PointResult, TenantReport, object?> value) in TenantColumns.All)
            {
                csv.WriteValue(value(result, tenant));
            }

            csv.EndRecord();
        }
    }
}
