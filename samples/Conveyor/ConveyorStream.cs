namespace Freeze.Samples.Conveyor;

/// <summary>
/// A stream of frames from the belt: a part travels through the view for several frames while the light wavers, then comes the next.
/// Each part by itself is drawn as in <see cref="ConveyorRenderer.Frame(ulong, long)"/>. One thread at a time.
/// </summary>
public sealed class ConveyorStream
{
    private const ulong StreamPurpose = 3, NoisePurpose = 4;

    private readonly ulong _seed;
    private readonly ConveyorStreamOptions _options;
    private SplitMix _random;
    private Scene _scene;
    private long _parts;
    private float _waver;
    private int _stay, _seen;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">Other seeds give streams that have nothing in common.</param>
    /// <param name="options">How the stream behaves; null for a stream without drift.</param>
    public ConveyorStream(ulong seed, ConveyorStreamOptions? options = null)
    {
        _options = options ?? new ConveyorStreamOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.ShortestStay, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.LongestStay, _options.ShortestStay, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.DriftFrames, 1, nameof(options));
        _seed = seed;
        _random = SplitMix.For(seed, 0, StreamPurpose);
    }

    /// <summary>The frames drawn so far.</summary>
    public long Count { get; private set; }

    /// <summary>Draws the next frame.</summary>
    /// <returns>The pixels and the label of the part in view.</returns>
    public (byte[] Rgb, int Label) Next()
    {
        byte[] rgb = new byte[ConveyorRenderer.FrameBytes];
        return (rgb, Next(rgb));
    }

    /// <summary>Draws the next frame into memory that the caller has.</summary>
    /// <param name="rgb">Receives <see cref="ConveyorRenderer.FrameBytes"/> bytes.</param>
    /// <returns>The label of the part in view.</returns>
    public int Next(Span<byte> rgb)
    {
        if (_seen == _stay)
        {
            // A seed of its own, so that no part of a stream is a part of the independent frames.
            _scene = SceneSampler.Sample(_seed ^ 0x5EED5EED5EED5EED, _parts++);
            _stay = _options.ShortestStay + _random.Below(_options.LongestStay - _options.ShortestStay + 1);
            _seen = 0;
        }

        var frame = _scene;
        float reach = SceneSampler.Reach(frame.Part.Scale), step = 2 * reach / _stay;
        float x = -reach + (step * (_seen + 0.5f));
        frame.BeltPhase -= x;
        frame.Other.X += x - frame.Part.X;
        frame.Part.X = x;

        _waver = (0.9f * _waver) + _random.Around(0.015f);
        float drift = Math.Clamp((Count - _options.DriftStart) / (float)_options.DriftFrames, 0f, 1f);
        frame.Gain *= _options.Light * (1 + _waver) * (1 - (_options.Darken * drift));
        frame.Part.Turn += _options.Rotate * drift;

        ConveyorRenderer.Draw(frame, SplitMix.For(_seed, Count, NoisePurpose), rgb);
        _seen++;
        Count++;
        return (int)frame.Part.Kind;
    }
}
