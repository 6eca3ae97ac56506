using Freeze.Layers;

namespace Freeze.Cpu;

/// <summary>How images enter.</summary>
internal sealed unsafe partial class CpuSession
{
    public override void Begin(in Job job, int first, int count)
    {
        (_first, _live, _caches, _observer, _grids) = (first, count, job.Caches, job.Observer, job.Grids);
        Record.Begin(job, count);
        _evidence.AsSpan(0, count * _model.Plan.Classes).Clear();
        var input = _model.Plan.Input;
        for (var image = 0; image < count; image++)
        {
            _slots[image] = image;
            new Span<float>(_arena.Pointer + image * _stride, input.Floats).Clear();
        }

        if (job.Pixels.IsEmpty) Enter(job.Tensors.Slice(first * input.Values, count * input.Values), count);
        else Enter(job.Pixels.Slice(first * input.Values, count * input.Values), count);
    }

    /// <summary>Interleaved bytes.</summary>
    private void Enter(ReadOnlySpan<byte> images, int count)
    {
        var input = _model.Plan.Input;
        for (var image = 0; image < count; image++)
        {
            var target = new Image(_arena.Pointer + image * _stride, input);
            var pixels = images.Slice(image * input.Values, input.Values);
            var i = 0;
            for (var y = 0; y < input.Height; y++)
            for (var x = 0; x < input.Width; x++)
            for (var c = 0; c < input.Channels; c++)
                target[c, y, x] = _model.Normalisation[c, pixels[i++]];
        }
    }

    /// <summary>Normalised values, channel by channel.</summary>
    private void Enter(ReadOnlySpan<float> tensors, int count)
    {
        var input = _model.Plan.Input;
        Images.CheckFinite(tensors, input, _first);
        for (var image = 0; image < count; image++)
        {
            var target = new Image(_arena.Pointer + image * _stride, input);
            var values = tensors.Slice(image * input.Values, input.Values);
            var i = 0;
            for (var c = 0; c < input.Channels; c++)
            for (var y = 0; y < input.Height; y++)
            for (var x = 0; x < input.Width; x++)
                target[c, y, x] = values[i++];
        }
    }

    /// <summary>Where the values of an image lie: interleaved below 16 channels, in blocks of 16 above.</summary>
    private readonly ref struct Image(float* start, ImageInput input)
    {
        private readonly Shape _shape = new(input.Channels, input.Height, input.Width, input.Halo);

        public float this[int channel, int y, int x]
        {
            set
            {
                if (_shape.Channels < Shape.Block)
                    start[((y + _shape.Halo) * (_shape.Width + 2 * _shape.Halo) + x + _shape.Halo) * _shape.Channels + channel] = value;
                else
                    start[channel / Shape.Block * _shape.PlaneStride + _shape.Origin + y * _shape.RowStride + x * Shape.Block + channel % Shape.Block] = value;
            }
        }
    }
}
