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
        for (var y = 0; y < input.Height; y++)
        {
            var pixels = images.Slice(image * input.Values + y * input.Width * input.Channels, input.Width * input.Channels);
            for (var c = 0; c < input.Channels; c++)
            {
                var row = new InputRow(_arena.Pointer + image * _stride, input, c, y);
                var values = _model.Normalisation.Of(c);
                for (int x = 0, i = c; i < pixels.Length; x++, i += input.Channels) row[x] = values[pixels[i]];
            }
        }
    }

    /// <summary>Normalised values, channel by channel.</summary>
    private void Enter(ReadOnlySpan<float> tensors, int count)
    {
        var input = _model.Plan.Input;
        Images.CheckFinite(tensors, input, _first);
        for (var image = 0; image < count; image++)
        for (var c = 0; c < input.Channels; c++)
        for (var y = 0; y < input.Height; y++)
        {
            var row = new InputRow(_arena.Pointer + image * _stride, input, c, y);
            var values = tensors.Slice(image * input.Values + (c * input.Height + y) * input.Width, input.Width);
            for (var x = 0; x < values.Length; x++) row[x] = values[x];
        }
    }

    /// <summary>Where a row of one channel lies: interleaved with the others below 16 channels, in a block of 16 above.</summary>
    private readonly ref struct InputRow
    {
        private readonly float* _start;
        private readonly nint _step;

        public InputRow(float* image, ImageInput input, int channel, int y)
        {
            var shape = new Shape(input.Channels, input.Height, input.Width, input.Halo);
            if (shape.Channels < Shape.Block)
            {
                _step = shape.Channels;
                _start = image + ((nint)(y + shape.Halo) * (shape.Width + 2 * shape.Halo) + shape.Halo) * _step + channel;
            }
            else
            {
                _step = Shape.Block;
                var plane = image + (nint)(channel / Shape.Block) * shape.PlaneStride + shape.Origin;
                _start = plane + (nint)y * shape.RowStride + channel % Shape.Block;
            }
        }

        public float this[nint x]
        {
            set => _start[x * _step] = value;
        }
    }
}
