namespace Freeze.Cuda;

/// <summary>Turns CUDA's error codes into one clear exception.</summary>
internal static class CudaError
{
    private const int OutOfMemory = 2, NoDevice = 100, InvalidPtx = 218, UnsupportedPtx = 222, NotFound = 500;
    private const int CaptureUnsupported = 900, CaptureWrongThread = 908;

    /// <summary>Throws unless the code says success.</summary>
    /// <param name="code">What the call answered.</param>
    /// <param name="device">Name of the device.</param>
    /// <param name="call">The call.</param>
    public static void Check(int code, string device, string call)
    {
        if (code != 0) throw Of(code, device, call);
    }

    /// <summary>The exception for a code.</summary>
    public static FreezeException Of(int code, string device, string call) => code switch
    {
        OutOfMemory => new($"The device {device} is out of memory ({call}). Predict fewer images at once or load the model with Device.Cpu."),
        InvalidPtx or UnsupportedPtx => new($"The driver of {device} is too old for the kernels ({call} answered {code}). Update NVIDIA's driver."),

        // Illegal addresses, launch failures and hardware errors leave the context unusable.
        >= 700 and < 800 or 214 or NoDevice => new(
            $"The device {device} was lost ({call} answered {code}). Start the program again, or load the model with Device.Cpu."),
        >= CaptureUnsupported and <= CaptureWrongThread => new(
            $"The device {device} cannot record its kernels as a graph ({call} answered {code}). Load the model with Graphs = false."),
        NotFound => new($"The driver of {device} does not find a kernel ({call}). Update NVIDIA's driver."),
        _ => new($"The device {device} failed: {call} answered {code}. Load the model with Device.Cpu, or update NVIDIA's driver."),
    };
}
