using Freeze.Gpu;
using ILGPU;
using ILGPU.Runtime;

namespace Freeze.Devices.Tests.Simulation;

/// <summary>A queue that does everything at once.</summary>
internal sealed unsafe class SimulatedQueue(SimulatedContext context) : GpuQueue(context)
{
    public override void ReadLater(GpuBuffer source, void* target, int bytes) => Read(source, new Span<byte>(target, bytes));

    public override void Await()
    {
    }

    protected override void Launch(ArgumentList arguments, int x, int y, int z)
    {
        lock (context.Lock)
        {
            var values = new object[arguments.Count];
            for (var i = 0; i < values.Length; i++)
            {
                var value = arguments.Values[i];
                values[i] = arguments.Kernel.Arguments[i] switch
                {
                    'F' => context[(nint)value].Cast<float>(),
                    'I' => context[(nint)value].Cast<int>(),
                    'B' => context[(nint)value],
                    'i' => (int)value,
                    _ => BitConverter.Int32BitsToSingle((int)value),
                };
            }

            context.Launch(arguments.Kernel, x, y, z, values);
        }
    }

    protected override void Write(GpuBuffer target, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (context.Lock)
            if (bytes.Length > 0) bytes.CopyTo(new Span<byte>((byte*)context[target.Handle].LoadEffectiveAddressAsPtr() + offset, bytes.Length));
    }

    protected override void Read(GpuBuffer source, Span<byte> bytes)
    {
        lock (context.Lock) new Span<byte>((byte*)context[source.Handle].LoadEffectiveAddressAsPtr(), bytes.Length).CopyTo(bytes);
    }

    protected override void Close()
    {
    }
}
