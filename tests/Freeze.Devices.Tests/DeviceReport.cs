using Xunit.Abstractions;
using Xunit.Sdk;

namespace Freeze.Devices.Tests;

/// <summary>Says once which devices a run had: as a diagnostic message, since what tests that pass print is not shown.</summary>
public sealed class DeviceReport
{
    public DeviceReport(IMessageSink sink)
    {
        foreach (var device in Device.Known)
        {
            var problem = device.Problem is null ? "" : ": not usable, " + device.Problem;
            sink.OnMessage(new DiagnosticMessage($"{device.Name}: {device.Description}{problem}"));
        }
    }
}
