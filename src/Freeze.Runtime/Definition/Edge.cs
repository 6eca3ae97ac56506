namespace Freeze.Definition;

/// <summary>Names of edges that no layer makes.</summary>
public static class Edge
{
    /// <summary>The normalised image.</summary>
    public const string Image = "image";
}
