using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Freeze.Generators;

/// <summary>A place in a source file that compares by value and keeps no syntax tree alive.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Span">Characters.</param>
/// <param name="Lines">Lines and columns.</param>
public sealed record LocationInfo(string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>Takes the place of a syntax node; null where there is none.</summary>
    /// <param name="location">A location.</param>
    public static LocationInfo? From(Location? location) =>
        location?.SourceTree is null ? null : new(location.SourceTree.FilePath, location.SourceSpan, location.GetLineSpan().Span);

    /// <summary>The location for a diagnostic.</summary>
    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
