using System.Diagnostics;

namespace Freeze.Cpu;

/// <summary>
/// Tells when helpers are not worth calling, because other programs keep the cores busy. A helper that the system takes off its core in the
/// middle of a part makes its caller wait for a whole time slice, and a network has dozens of layers. When such waits have cost more than helpers
/// have saved of late, the caller works alone for a while, each time for twice as long, and tries again; a run of calls without a wait shortens the
/// next pause.
/// </summary>
/// <param name="longest">The longest pause in ticks of <see cref="Stopwatch"/>; 0 never pauses.</param>
internal struct Contention(long longest)
{
    private const int Trust = 64;
    private static readonly long s_slice = Milliseconds(0.5), s_first = Milliseconds(20), s_mostSaved = Milliseconds(20);

    private long _until, _pause, _saved;
    private int _smooth;

    /// <summary>Ticks in that many milliseconds.</summary>
    public static long Milliseconds(double milliseconds) => (long)(Stopwatch.Frequency * milliseconds / 1000);

    /// <summary>Whether the caller had better work alone.</summary>
    /// <param name="now">Ticks, as <see cref="Stopwatch.GetTimestamp"/> gives them.</param>
    public readonly bool Lasts(long now) => now < _until;

    /// <summary>Learns from a call with helpers.</summary>
    /// <param name="now">Ticks at its end.</param>
    /// <param name="waited">Ticks that the caller waited for helpers after its own last part.</param>
    /// <param name="part">Ticks that a part takes: whoever runs one may need as long again.</param>
    /// <param name="helped">Parts that helpers ran, which the caller did not have to.</param>
    public void Learn(long now, long waited, long part, int helped)
    {
        _saved = Math.Min(s_mostSaved, _saved + helped * part);
        if (waited > s_slice + 2 * part)
        {
            _smooth = 0;
            _saved -= waited;
            if (_saved >= 0) return;
            _saved = 0;
            _pause = Math.Min(longest, Math.Max(s_first, 2 * _pause));
            _until = now + _pause;
        }
        else if (++_smooth == Trust)
        {
            _pause /= 2;
            _smooth = 0;
        }
    }
}
