using CsvHelper;
using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>Writes the groups of a deployment as CSV, a row each, with the columns of <see cref="GroupColumns"/>.</summary>
public static class GroupCsv
{
    /// <summary>Writes <paramref name="groups"/>. The stream stays open.</summary>
    public static void Write(Stream stream, IEnumerable<GroupResult> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteHeader([.. GroupColumns.All.Select(c => c.Name)]);
        foreach (GroupResult group in groups)
        {
            foreach ((_, Func<GroupResult, object?> value) in GroupColumns.All)
            {
                csv.WriteValue(value(group));
            }

            csv.EndRecord();
        }
    }
}
