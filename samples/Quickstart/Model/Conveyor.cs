// conveyor.onnx, sha256 6d71a207b92beed39bf99e7c97babe3e45e09c2ed7f3759cd09f52abeb2fdea9, opset 13, converted by onnx2cs 0...
using Freeze;
using Freeze.Definition;
using static Freeze.Definition.Edge;

namespace Freeze.Samples.Quickstart;

[FrozenModel("conveyor")]
[Input(3, 32, 32, Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.25f, 0.25f, 0.25f])]
[Conv2D("conv1", From = Image, Channels = 16, Kernel = 3, Pad = 1, Activation = Activation.Relu, Onnx = "/conv1/Conv")]
[Conv2D("layer1.0.conv1", From = "conv1", Channels = 16, Kernel = 3, Pad = 1, Activation = Activation.Relu, Onnx = "/layer1/layer1.0/conv1/Conv")]
[Conv2D("layer1.0.conv2", From = "layer1.0.conv1", Channels = 16, Kernel = 3, Pad = 1, Add = "conv1", Activation = Activation.Relu, Onnx = "/layer1/layer1.0/conv2/Conv")]
[Probe("layer1.0.conv2", Name = "layer1.0")]
[Conv2D("layer1.1.conv1", From = "layer1.0.conv2", Channels = 16, Kernel = 3, Pad = 1, Activation = Activation.Relu, Onnx = "/layer1/layer1.1/conv1/Conv")]
[Conv2D("layer1.1.conv2", From = "layer1.1.conv1", Channels = 16, Kernel = 3, Pad = 1, Add = "layer1.0.conv2", Activation = Activation.Relu, Onnx = "/layer1/layer1.1/conv2/Conv")]
[Probe("layer1.1.conv2", Name = "layer1.1")]
[Conv2D("layer2.0.conv1", From = "layer1.1.conv2", Channels = 32, Kernel = 3, Stride = 2, Pad = 1, Activation = Activation.Relu, Onnx = "/layer2/layer2.0/conv1/Conv")]
[Conv2D("layer2.0.downsample.0", From = "layer1.1.conv2", Channels = 32, Kernel = 1, Stride = 2, Onnx = "/layer2/layer2.0/downsample/downsample.0/Conv")]
[Conv2D("layer2.0.conv2", From = "layer2.0.conv1", Channels = 32, Kernel = 3, Pad = 1, Add = "layer2.0.downsample.0", Activation = Activation.Relu, Onnx = "/layer2/layer2.0/conv2/Conv")]
[Probe("layer2.0.conv2", Name = "layer2.0")]
[Conv2D("layer2.1.conv1", From = "layer2.0.conv2", Channels = 32, Kernel = 3, Pad = 1, Activation = Activation.Relu, Onnx = "/layer2/layer2.1/conv1/Conv")]
[Conv2D("layer2.1.conv2", From = "layer2.1.conv1", Channels = 32, Kernel = 3, Pad = 1, Add = "layer2.0.conv2", Activation = Activation.Relu, Onnx = "/layer2/layer2.1/conv2/Conv")]
[Probe("layer2.1.conv2", Name = "layer2.1")]
[Conv2D("layer3.0.conv1", From = "layer2.1.conv2", Channels = 64, Kernel = 3, Stride = 2, Pad = 1, Activation = Activation.Relu, Onnx = "/layer3/layer3.0/conv1/Conv")]
[Conv2D("layer3.0.downsample.0", From = "layer2.1.conv2", Channels = 64, Kernel = 1, Stride = 2, Onnx = "/layer3/layer3.0/downsample/downsample.0/Conv")]
[Conv2D("layer3.0.conv2", From = "layer3.0.conv1", Channels = 64, Kernel = 3, Pad = 1, Add = "layer3.0.downsample.0", Activation = Activation.Relu, Onnx = "/layer3/layer3.0/conv2/Conv")]
[Probe("layer3.0.conv2", Name = "layer3.0")]
[Conv2D("layer3.1.conv1", From = "layer3.0.conv2", Channels = 64, Kernel = 3, Pad = 1, Activation = Activation.Relu, Onnx = "/layer3/layer3.1/conv1/Conv")]
[Conv2D("layer3.1.conv2", From = "layer3.1.conv1", Channels = 64, Kernel = 3, Pad = 1, Add = "layer3.0.conv2", Activation = Activation.Relu, Onnx = "/layer3/layer3.1/conv2/Conv")]
[Probe("layer3.1.conv2", Name = "layer3.1")]
[Conv2D("layer4.0.conv1", From = "layer3.1.conv2", Channels = 128, Kernel = 3, Stride = 2, Pad = 1, Activation = Activation.Relu, Onnx = "/layer4/layer4.0/conv1/Conv")]
[Conv2D("layer4.0.downsample.0", From = "layer3.1.conv2", Channels = 128, Kernel = 1, Stride = 2, Onnx = "/layer4/layer4.0/downsample/downsample.0/Conv")]
[Conv2D("layer4.0.conv2", From = "layer4.0.conv1", Channels = 128, Kernel = 3, Pad = 1, Add = "layer4.0.downsample.0", Activation = Activation.Relu, Onnx = "/layer4/layer4.0/conv2/Conv")]
[Probe("layer4.0.conv2", Name = "layer4.0")]
[Conv2D("layer4.1.conv1", From = "layer4.0.conv2", Channels = 128, Kernel = 3, Pad = 1, Activation = Activation.Relu, Onnx = "/layer4/layer4.1/conv1/Conv")]
[Conv2D("layer4.1.conv2", From = "layer4.1.conv1", Channels = 128, Kernel = 3, Pad = 1, Add = "layer4.0.conv2", Activation = Activation.Relu, Onnx = "/layer4/layer4.1/conv2/Conv")]
[Probe("layer4.1.conv2", Name = "layer4.1")]
[GlobalAveragePool("avgpool", From = "layer4.1.conv2", Onnx = "/avgpool/GlobalAveragePool")]
[Dense("fc", From = "avgpool", Outputs = 10, Onnx = "/fc/Gemm")]
[Labels(
    "bolt", "nut", "washer", "gear", "spring", "bracket", "pin", "cap", "plate", "ring")]
public sealed partial class Conveyor : FrozenModel;
