namespace Freeze.Bench.Networks;

/// <summary>Where networks come from.</summary>
/// <param name="Shared">Folder that holds <c>models/</c> and <c>data/</c>; it need not exist.</param>
/// <param name="Caches">Folder of a converted and fitted model, for the network whose weights it has; null to fit.</param>
/// <param name="FitCaches">Whether caches may be fitted, which takes minutes.</param>
/// <param name="Workspace">Temporary folder for converted models.</param>
internal sealed record Sources(string Shared, string? Caches, bool FitCaches, string Workspace)
{
    /// <summary>How many images to take of a data set, at most.</summary>
    public int Images { get; init; } = ImageTensors.Many;
}
