namespace Freeze.Imaging.DataSets;

/// <summary>One image of a data set.</summary>
/// <param name="Name">Its path within the set, with slashes; or file and record number.</param>
/// <param name="Label">Number of its class, or <see cref="Unlabelled"/>.</param>
public readonly record struct ImageItem(string Name, int Label)
{
    /// <summary>The label of an image that has none.</summary>
    public const int Unlabelled = -1;
}
