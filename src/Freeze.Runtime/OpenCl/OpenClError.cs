namespace Freeze.OpenCl;

/// <summary>Turns OpenCL's error codes into one clear exception.</summary>
internal static class OpenClError
{
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
        // CL_MEM_OBJECT_ALLOCATION_FAILURE, CL_OUT_OF_RESOURCES, CL_OUT_OF_HOST_MEMORY, CL_INVALID_BUFFER_SIZE
        -4 or -5 or -6 or -61 => new(
            $"The device {device} is out of memory ({call} answered {code}). Predict fewer images at once or load the model with Device.Cpu."),
        // CL_DEVICE_NOT_AVAILABLE, CL_INVALID_CONTEXT, CL_INVALID_COMMAND_QUEUE, CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST
        -2 or -34 or -36 or -14 => new($"The device {device} was lost ({call} answered {code}). Load the model again, or load it with Device.Cpu."),
        _ => new($"The device {device} failed: {call} answered {code}. Load the model with Device.Cpu, or update the device's OpenCL driver."),
    };
}
