using System.Globalization;

namespace Freeze.DeviceCheck;

/// <summary>A Markdown table, printed row by row.</summary>
internal static class Table
{
    public static void Head(params ReadOnlySpan<string> names)
    {
        Row(names);
        Console.WriteLine("|" + string.Concat(Enumerable.Repeat("---|", names.Length)));
    }

    public static void Row(params ReadOnlySpan<string> cells) => Console.WriteLine("| " + string.Join(" | ", cells!) + " |");

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
