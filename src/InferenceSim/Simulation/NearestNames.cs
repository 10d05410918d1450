namespace InferenceSim.Simulation;

/// <summary>Finds the names a user may have meant.</summary>
public static class NearestNames
{
    /// <summary>
    /// Up to three of <paramref name="names"/> that are nearest to <paramref name="given"/>: those that contain it first, then by
    /// edit distance (Levenshtein), ignoring case.
    /// </summary>
    public static IReadOnlyList<string> To(string given, IEnumerable<string> names)
    {
        return [.. names
            .Select(name => (Name: name, Distance: Distance(given, name)))
            .Where(n => n.Distance <= Math.Max(2, n.Name.Length / 2))
            .OrderBy(n => n.Distance)
            .ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(3)
            .Select(n => n.Name)];
    }

    /// <summary>The end of an error message about an unknown name: <c>did you mean 'a' or 'b'?</c>, or all names if none is near.</summary>
    public static string Hint(string given, IReadOnlyCollection<string> names)
    {
        IReadOnlyList<string> near = To(given, names);
        return near.Count == 0
            ? $"valid names: {string.Join(", ", names)}"
            : $"did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?";
    }

    private static int Distance(string given, string name)
    {
        if (name.Contains(given, StringComparison.OrdinalIgnoreCase) && given.Length > 2)
        {
            return 0;
        }

        int[] row = new int[name.Length + 1];
        for (int j = 0; j <= name.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= given.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= name.Length; j++)
            {
                int substitution = diagonal + (char.ToLowerInvariant(given[i - 1]) == char.ToLowerInvariant(name[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[name.Length];
    }
}
