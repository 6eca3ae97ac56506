using Freeze.Cpu.Operators;

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
        var tensors = job.Pixels.IsEmpty ? job.Tensors.Slice(first * input.Values, count * input.Values) : default;
        Images.CheckFinite(tensors, input, first);
        for (var image = 0; image < count; image++)
        {
            _slots[image] = image;
            var output = _arena.Pointer + image * _stride;
            if (job.Pixels.IsEmpty) InputOperator.Run(tensors.Slice(image * input.Values, input.Values), input, output);
            else
            {
                var pixels = job.Pixels.Slice((first + image) * input.Values, input.Values);
                InputOperator.Run(pixels, input, _model.Normalisation.Values, _model.Normalisation.Means, output);
            }
        }
    }
}
