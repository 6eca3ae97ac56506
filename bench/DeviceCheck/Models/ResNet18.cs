using Freeze.Definition;
using static Freeze.Definition.Edge;

namespace Freeze.DeviceCheck.Models;

/// <summary>ResNet-18 for images of 32x32 pixels (He et al. 2015), with a probe after each of its eight blocks.</summary>
[FrozenModel("resnet18")]
[Input(3, 32, 32, Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.25f, 0.25f, 0.25f])]
[Conv2D("stem", From = Image, Channels = 64, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Conv2D("layer1.0.conv1", From = "stem", Channels = 64, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Conv2D("layer1.0.conv2", From = "layer1.0.conv1", Channels = 64, Kernel = 3, Pad = 1, Add = "stem", Activation = Activation.Relu)]
[Probe("layer1.0.conv2", Name = "layer1.0")]
[Conv2D("layer1.1.conv1", From = "layer1.0.conv2", Channels = 64, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Conv2D("layer1.1.conv2", From = "layer1.1.conv1", Channels = 64, Kernel = 3, Pad = 1, Add = "layer1.0.conv2", Activation = Activation.Relu)]
[Probe("layer1.1.conv2", Name = "layer1.1")]
[Conv2D("layer2.0.conv1", From = "layer1.1.conv2", Channels = 128, Kernel = 3, Stride = 2, Pad = 1, Activation = Activation.Relu)]
[Conv2D("layer2.0.shortcut", From = "layer1.1.conv2", Channels = 128, Stride = 2)]
[Conv2D("layer2.0.conv2", From = "layer2.0.conv1", Channels = 128, Kernel = 3, Pad = 1, Add = "layer2.0.shortcut", Activation = Activation.Relu)]
[Probe("layer2.0.conv2", Name = "layer2.0")]
[Conv2D("layer2.1.conv1", From = "layer2.0.conv2", Channels = 128, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Conv2D("layer2.1.conv2", From = "layer2.1.conv1", Channels = 128, Kernel = 3, Pad = 1, Add = "layer2.0.conv2", Activation = Activation.Relu)]
[Probe("layer2.1.conv2", Name = "layer2.1")]
[Conv2D("layer3.0.conv1", From = "layer2.1.conv2", Channels = 256, Kernel = 3, Stride = 2, Pad = 1, Activation = Activation.Relu)]
[Conv2D("layer3.0.shortcut", From = "layer2.1.conv2", Channels = 256, Stride = 2)]
[Conv2D("layer3.0.conv2", From = "layer3.0.conv1", Channels = 256, Kernel = 3, Pad = 1, Add = "layer3.0.shortcut", Activation = Activation.Relu)]
[Probe("layer3.0.conv2", Name = "layer3.0")]
[Conv2D("layer3.1.conv1", From = "layer3.0.conv2", Channels = 256, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Conv2D("layer3.1.conv2", From = "layer3.1.conv1", Channels = 256, Kernel = 3, Pad = 1, Add = "layer3.0.conv2", Activation = Activation.Relu)]
[Probe("layer3.1.conv2", Name = "layer3.1")]
[Conv2D("layer4.0.conv1", From = "layer3.1.conv2", Channels = 512, Kernel = 3, Stride = 2, Pad = 1, Activation = Activation.Relu)]
[Conv2D("layer4.0.shortcut", From = "layer3.1.conv2", Channels = 512, Stride = 2)]
[Conv2D("layer4.0.conv2", From = "layer4.0.conv1", Channels = 512, Kernel = 3, Pad = 1, Add = "layer4.0.shortcut", Activation = Activation.Relu)]
[Probe("layer4.0.conv2", Name = "layer4.0")]
[Conv2D("layer4.1.conv1", From = "layer4.0.conv2", Channels = 512, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Conv2D("layer4.1.conv2", From = "layer4.1.conv1", Channels = 512, Kernel = 3, Pad = 1, Add = "layer4.0.conv2", Activation = Activation.Relu)]
[Probe("layer4.1.conv2", Name = "layer4.1")]
[GlobalAveragePool("pool", From = "layer4.1.conv2")]
[Dense("fc", From = "pool", Outputs = 10)]
public sealed partial class ResNet18 : FrozenModel;
