using Freeze.Gpu;
using static Freeze.OpenCl.OpenClApi;

namespace Freeze.OpenCl;

/// <summary>An in-order queue of OpenCL, with kernel objects of its own: a kernel holds its arguments, so two threads must not share one.</summary>
internal sealed unsafe class OpenClQueue : GpuQueue
{
    private readonly OpenClContext _context;
    private readonly nint _queue;
    private readonly nint[] _kernels = new nint[GpuKernels.All.Count];
    private nint _read;

    public OpenClQueue(OpenClContext context)
        : base(context)
    {
        int error;
        _context = context;
        _queue = clCreateCommandQueue(context.Handle, context.Device.Id, 0, &error);
        Check(error, nameof(clCreateCommandQueue));
    }

    public override void ReadLater(GpuBuffer source, void* target, int bytes)
    {
        nint signal;
        Check(clEnqueueReadBuffer(_queue, source.Handle, 0, 0, (nuint)bytes, target, 0, null, &signal), nameof(clEnqueueReadBuffer));
        _read = signal;

        // Without this a driver may wait for more work before it begins.
        Check(clFlush(_queue), nameof(clFlush));
    }

    public override void Await()
    {
        if (_read == 0) return;
        var signal = _read;
        _read = 0;
        var code = clWaitForEvents(1, &signal);
        _ = clReleaseEvent(signal);
        Check(code, nameof(clWaitForEvents));
    }

    protected override void Launch(ArgumentList arguments, int x, int y, int z)
    {
        var kernel = Kernel(arguments.Kernel);
        SetArguments(kernel, arguments);
        var size = (nuint)arguments.Kernel.GroupSize;
        var local = stackalloc nuint[] { size, 1, 1 };
        var global = stackalloc nuint[] { (nuint)x * size, (nuint)y, (nuint)z };
        Check(clEnqueueNDRangeKernel(_queue, kernel, 3, null, global, local, 0, null, null), arguments.Kernel.Name);
    }

    protected override void Write(GpuBuffer target, long offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* source = bytes)
            Check(
                clEnqueueWriteBuffer(_queue, target.Handle, 1, (nuint)offset, (nuint)bytes.Length, source, 0, null, null),
                nameof(clEnqueueWriteBuffer));
    }

    protected override void Read(GpuBuffer source, Span<byte> bytes)
    {
        fixed (byte* target = bytes)
            Check(clEnqueueReadBuffer(_queue, source.Handle, 1, 0, (nuint)bytes.Length, target, 0, null, null), nameof(clEnqueueReadBuffer));
    }

    protected override void Close()
    {
        _ = clFinish(_queue);
        foreach (var kernel in _kernels)
            if (kernel != 0) _ = clReleaseKernel(kernel);
        _ = clReleaseCommandQueue(_queue);
    }

    /// <summary>Every view's buffer first, then every argument in order, a view as offset and length: so ILGPU's OpenCL C takes them.</summary>
    private void SetArguments(nint kernel, ArgumentList arguments)
    {
        var (kinds, index) = (arguments.Kernel.Arguments, 0u);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!ArgumentList.IsView(kinds[i])) continue;
            var buffer = (nint)arguments.Values[i];
            Set(kernel, arguments, index++, sizeof(nint), &buffer);
        }

        var view = stackalloc long[2];
        for (var i = 0; i < arguments.Count; i++)
        {
            if (ArgumentList.IsView(kinds[i]))
            {
                (view[0], view[1]) = (0, arguments.Lengths[i]);
                Set(kernel, arguments, index++, 2 * sizeof(long), view);
            }
            else
            {
                var number = (int)arguments.Values[i];
                Set(kernel, arguments, index++, sizeof(int), &number);
            }
        }
    }

    private void Set(nint kernel, ArgumentList arguments, uint index, int size, void* value)
    {
        var code = clSetKernelArg(kernel, index, (nuint)size, value);
        if (code != 0) Check(code, $"clSetKernelArg of argument {index} of {arguments.Kernel.Name}");
    }

    private nint Kernel(GpuKernel kernel)
    {
        ref var handle = ref _kernels[kernel.Index];
        if (handle != 0) return handle;
        int error;
        handle = clCreateKernel(_context.Program(kernel), kernel.Entry, &error);
        Check(error, nameof(clCreateKernel));
        return handle;
    }

    private void Check(int code, string call) => OpenClError.Check(code, _context.Device.Name, call);
}
