using Freeze.Storage;

namespace Freeze.Imaging.DataSets;

/// <summary>Files or folders that stand where a set was looked for and are not part of it, for one reason.</summary>
/// <param name="What">What they are, in the plural, such as "WebP images".</param>
/// <param name="Count">How many.</param>
/// <param name="First">The first of them by name.</param>
/// <param name="Cure">What would make them part of the set; null where they hardly should be.</param>
public sealed record LeftOut(string What, int Count, string First, string? Cure = null)
{
    /// <summary>One line, such as <c>WebP images: 2 (first: cat/1.webp), no decoder is shipped: ...</c></summary>
    public override string ToString() =>
        $"{What}: {Count} ({(Count > 1 ? "first: " : "")}{HostileText.Printable(First)}){(Cure is null ? "" : ", " + Cure)}";

    /// <summary>All reasons in one line; empty when there are none.</summary>
    public static string Join(IEnumerable<LeftOut> reasons) => string.Join("; ", reasons);
}
