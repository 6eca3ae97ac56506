using Microsoft.Extensions.Configuration;

namespace Freeze.Hosting;

/// <summary>
/// Names that a section of the configuration has but nothing reads: misspelt ones, which would be ignored in silence. The lists are written
/// out, since trimmed programs know no properties by name.
/// </summary>
internal static class SettingNames
{
    public static IReadOnlyList<string> Options { get; } =
    [
        nameof(FreezeOptions.Folder), nameof(FreezeOptions.Device), nameof(FreezeOptions.Workers), nameof(FreezeOptions.Threads),
        nameof(FreezeOptions.UseCaches), nameof(FreezeOptions.AuditShare), nameof(FreezeOptions.StreamAuditShare), nameof(FreezeOptions.Risk),
        nameof(FreezeOptions.OnlineRefit), nameof(FreezeOptions.Refit), nameof(FreezeOptions.VerifyChecksum), nameof(FreezeOptions.MaxBatch),
        nameof(FreezeOptions.BatchDelay), nameof(FreezeOptions.QueueLength), nameof(FreezeOptions.MaxStreams),
        nameof(FreezeOptions.StreamTimeout), nameof(FreezeOptions.WarmUp), nameof(FreezeOptions.ReloadOnChange),
        nameof(FreezeOptions.ReloadDelay),
    ];

    public static IReadOnlyList<string> Refit { get; } =
    [
        nameof(RefitOptions.Requests), nameof(RefitOptions.HiddenUnits), nameof(RefitOptions.Epochs), nameof(RefitOptions.Patience),
        nameof(RefitOptions.Save),
    ];

    /// <summary>What is wrong with the names in a section of <see cref="FreezeOptions"/>.</summary>
    public static string[] Problems(IConfigurationSection section) =>
    [
        .. Unknown(section, "", Options),
        .. Unknown(section.GetSection(nameof(FreezeOptions.Refit)), nameof(FreezeOptions.Refit) + ":", Refit),
    ];

    private static IEnumerable<string> Unknown(IConfigurationSection section, string prefix, IReadOnlyList<string> names) =>
        from child in section.GetChildren()
        where !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        let nearest = names.MinBy(name => Distance(child.Key, name))!
        let cure = Distance(child.Key, nearest) <= Math.Max(2, nearest.Length / 3)
            ? $"did you mean {prefix}{nearest}?"
            : $"there are: {string.Join(", ", names.Select(name => prefix + name))}."
        select $"{child.Path} is no setting; {cure}";

    /// <summary>Characters to insert, remove or replace until one name is the other, whatever their case (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        // A name is at most as far off as its length: a long one is not worth a table of its size.
        if (a.Length > 64) return a.Length;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
