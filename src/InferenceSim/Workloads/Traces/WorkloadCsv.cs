using System.Text;
using CsvHelper;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// Writes workloads in our own CSV, which <see cref="TraceFile"/> reads back to equal requests. One row a request, in order of index:
/// <c>index,arrival_ps,input_tokens,output_tokens,priority,session,after,think_ps,prefix</c>. A row has either an arrival or the row
/// <c>after</c> whose completion releases it <c>think_ps</c> later. <c>prefix</c> names what the prompt begins with, as in
/// <c>s3:512 o4:120</c>: the first 512 tokens of shared text 3, then the first 120 of request 4's answer; b is a trace's block, u the
/// own text of a request. What is left of the prompt is its own. Empty: no session (-1), nothing shared. A mix of tenants has a column
/// <c>tenant</c> besides, their numbers.
/// </summary>
public static class WorkloadCsv
{
    private static readonly string[] Columns = ["index", "arrival_ps", "input_tokens", "output_tokens", "priority", "session", "after", "think_ps", "prefix"];

    /// <summary>Writes all requests of a workload: UTF-8, LF, commas, invariant numbers.</summary>
    /// <param name="workload">The workload; a closed loop is written in the order it has when answers take no time.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <returns>How many requests were written.</returns>
    public static int Write(IWorkload workload, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(workload);
        List<(Request Request, int After, SimDuration Delay)> rows = [.. ZeroServicePlay.Of(workload.Start())];
        rows.Sort((a, b) => a.Request.Index.CompareTo(b.Request.Index));
        NumberDensely(rows);
        bool hasTenants = rows.Exists(r => r.Request.Tenant > 0);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader(hasTenants ? [.. Columns, "tenant"] : Columns);
        StringBuilder prefix = new();
        foreach ((Request request, int after, SimDuration delay) in rows)
        {
            csv.WriteField(request.Index);
            WriteOrEmpty(csv, request.Arrival.Picoseconds, after < 0);
            csv.WriteField(request.PromptTokens);
            csv.WriteField(request.OutputTokens);
            csv.WriteField(request.Priority);
            WriteOrEmpty(csv, request.Session, request.Session >= 0);
            WriteOrEmpty(csv, after, after >= 0);
            WriteOrEmpty(csv, delay.Picoseconds, after >= 0);
            csv.WriteField(PrefixText(request, prefix));
            if (hasTenants)
            {
                csv.WriteField(request.Tenant);
            }

            csv.EndRecord();
        }

        return rows.Count;
    }

    /// <summary>Gives the requests numbers without gaps, as rows of a file have them, where a mix of tenants leaves some.</summary>
    private static void NumberDensely(List<(Request Request, int After, SimDuration Delay)> rows)
    {
        if (rows.Count == 0 || rows[^1].Request.Index == rows.Count - 1)
        {
            return;
        }

        Dictionary<long, int> numbers = [];
        for (int i = 0; i < rows.Count; i++)
        {
            numbers.Add(rows[i].Request.Index, i);
        }

        // A text of a request that is not in the file keeps a number that no row has.
        long NewNumber(long old) => numbers.TryGetValue(old, out int row) ? row : old + rows.Count;
        for (int i = 0; i < rows.Count; i++)
        {
            (Request request, int after, SimDuration delay) = rows[i];
            PromptSegment[]? content = request.Content is null ? null : ContentNumbers.Renumber(request.Content, NewNumber, static block => block);
            rows[i] = (request with { Index = i, Content = content }, after < 0 ? -1 : numbers[after], delay);
        }
    }

    private static void WriteOrEmpty(CsvWriter csv, long value, bool isThere)
    {
        if (isThere)
        {
            csv.WriteField(value);
        }
        else
        {
            csv.WriteField("");
        }
    }

    private static string PrefixText(in Request request, StringBuilder text)
    {
        text.Clear();
        PromptSegment[] content = request.Content ?? [];
        for (int i = 0; i < content.Length; i++)
        {
            // The request's own rest goes without saying.
            if (i < content.Length - 1 || content[i].Stream != TokenStreams.Unique(request.Index))
            {
                SegmentNotation.Append(text, content[i]);
            }
        }

        return text.ToString();
    }
}
