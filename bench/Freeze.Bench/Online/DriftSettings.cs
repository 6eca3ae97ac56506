using Freeze.Samples.Conveyor;

namespace Freeze.Bench.Online;

/// <summary>A stream that drifts, and what guards its promise.</summary>
/// <param name="Frames">Frames.</param>
/// <param name="Start">The frame at which the drift begins.</param>
/// <param name="Over">Frames that it takes.</param>
/// <param name="Light">The lamp's light before, as a multiple of what the network was trained on most.</param>
/// <param name="Darken">Share of it that is lost.</param>
/// <param name="Rotate">How far parts have turned in the end, in turns.</param>
/// <param name="Share">Share of requests that are audited.</param>
/// <param name="Risk">Largest share of predictions that may differ.</param>
/// <param name="Seed">Seed of the stream; caches are fitted to others.</param>
internal sealed record DriftSettings(
    int Frames, int Start, int Over, float Light, float Darken, float Rotate, double Share, double Risk, ulong Seed)
{
    /// <summary>Frames over which a disagreement is looked at.</summary>
    public const int Window = 1000;

    /// <summary>The stream's own settings.</summary>
    public ConveyorStreamOptions Stream => new() { Light = Light, Darken = Darken, Rotate = Rotate, DriftStart = Start, DriftFrames = Over };

    public void Check()
    {
        if (Start < 2 * Window || Frames - Start - Over < 2 * Window)
            throw new FreezeException(
                $"--frames {Frames}, --start {Start}, --over {Over}: leave {2 * Window} frames before and after, or chance decides.");
        if (Over < 1) throw new FreezeException($"--over {Over}: a drift takes one frame at least.");
        if (!(Light > 0)) throw new FreezeException($"--light {Light}: must be positive; 1 is what the network was trained on most.");
        if (!(Darken is >= 0 and < 1)) throw new FreezeException($"--darken {Darken}: must lie between 0 and 1; 0.8 leaves a fifth of the light.");
        if (!(Share is > 0 and <= 1)) throw new FreezeException($"--share {Share}: must lie between 0 and 1, such as 0.1.");
        if (!(Risk is > 0 and < 1)) throw new FreezeException($"--risk {Risk}: must lie between 0 and 1, such as 0.01.");
    }
}
