namespace Freeze.Generators;

/// <summary>Breaks long lists into lines.</summary>
internal static class Wrap
{
    /// <summary>The items with commas between them, on as few lines as fit.</summary>
    public static IEnumerable<string> Lines(IEnumerable<string> items, int width)
    {
        var line = "";
        foreach (var item in items)
        {
            if (line.Length > 0 && line.Length + item.Length + 3 > width)
            {
                yield return line + ",";
                line = item;
            }
            else
            {
                line = line.Length == 0 ? item : line + ", " + item;
            }
        }

        if (line.Length > 0) yield return line;
    }
}
