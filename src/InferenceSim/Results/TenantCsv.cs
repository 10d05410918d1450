using CsvHelper;
using InferenceSim.Serving;

namespace InferenceSim.Results;

/// <summary>Writes what a run gave each tenant as CSV, a row for each.</summary>
public static class TenantCsv
{
    /// <summary>Writes header and rows; the stream stays open.</summary>
    public static void Write(Stream stream, SimulationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteHeader([.. TenantColumns.All.Select(c => c.Name)]);
        foreach (TenantReport tenant in report.Tenants)
        {
            foreach ((_, Func<SimulationReport, TenantReport, object?> value) in TenantColumns.All)
            {
                csv.WriteValue(value(report, tenant));
            }

            csv.EndRecord();
        }
    }
}
